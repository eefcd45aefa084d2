package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.HeadMemory;
import java.util.Arrays;

/// The sets of keys that templates of one row group have, by the shapes of the head that have them:
/// of a shape those keys that have a column, optional ones left out. The order in which the first
/// shape has them is that of the set's list; an order that deviates is a permutation.
final class KeySets {

  private final AttributeStore store;
  private final ColumnPlan plan;
  private final int[] setOfShape;
  private final int[] orderOfShape;
  // The columns of a set, ascending; and in the order of its first shape.
  private final IntLists sets = new IntLists();
  private final IntLists lists = new IntLists();
  private final ByteDictionary orders = new ByteDictionary(new HeadMemory(Long.MAX_VALUE));
  private final int[] indexInList;
  // Of the shape at hand: the columns in the order sent; without the optional ones, so and
  // ascending; the ordinals of the optional ones, ascending.
  private int[] sent = new int[64];
  private int[] listed = new int[64];
  private int[] sorted = new int[64];
  private int[] optional = new int[64];

  KeySets(AttributeStore store, ColumnPlan plan) {
    this.store = store;
    this.plan = plan;
    this.setOfShape = new int[store.shapeCount()];
    this.orderOfShape = new int[store.shapeCount()];
    this.indexInList = new int[store.columnCount()];
    Arrays.fill(setOfShape, -1);
  }

  /// The set of a shape's keys.
  int setOf(int shape) {
    if (setOfShape[shape] < 0) {
      take(shape);
    }
    return setOfShape[shape];
  }

  /// How many keys a set has.
  int length(int set) {
    return sets.length(set);
  }

  /// The column at `index` of the set's list.
  int listed(int set, int index) {
    return lists.get(set, index);
  }

  /// The index of a column in the set, ascending.
  int indexOf(int set, int column) {
    return sets.indexOf(set, column);
  }

  /// The code in [#orders] of a shape's order, or -1 if it is that of the list. Only after
  /// [#setOf].
  int orderOf(int shape) {
    return orderOfShape[shape];
  }

  /// Permutations as varints: for each attribute in the order sent, its index in the set's list
  /// with the optional columns in their places.
  ByteDictionary orders() {
    return orders;
  }

  private void take(int shape) {
    int[] columns = store.shape(shape);
    if (sent.length < columns.length) {
      sent = new int[columns.length];
      listed = new int[columns.length];
      sorted = new int[columns.length];
      optional = new int[columns.length];
    }
    int listedCount = 0;
    int optionalCount = 0;
    for (int column : columns) {
      if (plan.hasColumn(column)) {
        sent[listedCount + optionalCount] = column;
        if (plan.isOptional(column)) {
          optional[optionalCount++] = plan.ordinal(column);
        } else {
          listed[listedCount++] = column;
        }
      }
    }
    System.arraycopy(listed, 0, sorted, 0, listedCount);
    Arrays.sort(sorted, 0, listedCount);
    Arrays.sort(optional, 0, optionalCount);
    int before = sets.count();
    int set = sets.intern(sorted, listedCount);
    if (set == before) {
      lists.intern(listed, listedCount);
    }
    setOfShape[shape] = set;
    orderOfShape[shape] = orderOf(set, listedCount, optionalCount);
  }

  /// The code of the permutation that leads to the order sent from the set's list, with each
  /// optional column before the first listed one of a higher ordinal; -1 if they are the same.
  private int orderOf(int set, int listedCount, int optionalCount) {
    int count = listedCount + optionalCount;
    int nextListed = 0;
    int nextOptional = 0;
    boolean same = true;
    for (int i = 0; i < count; i++) {
      boolean isOptional =
          nextOptional < optionalCount
              && (nextListed == listedCount
                  || optional[nextOptional] < plan.ordinal(lists.get(set, nextListed)));
      int column =
          isOptional ? plan.column(optional[nextOptional++]) : lists.get(set, nextListed++);
      indexInList[column] = i;
      same &= column == sent[i];
    }
    return same ? -1 : permutation(count);
  }

  private int permutation(int count) {
    ProtobufWriter permutation = new ProtobufWriter(count);
    for (int i = 0; i < count; i++) {
      permutation.writeVarint(indexInList[sent[i]]);
    }
    return orders.intern(permutation.bytes(), 0, permutation.length());
  }
}
