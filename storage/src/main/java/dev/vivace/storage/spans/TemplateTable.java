package dev.vivace.storage.spans;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.storage.head.AttributeStore;
import dev.vivace.storage.head.ByteDictionary;
import dev.vivace.storage.head.HeadMemory;
import dev.vivace.storage.head.ValueColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The templates of one row group while it is written: a template is a set of steady keys and the
/// owner's other facts, numbered in the order of first use. Knows which values all rows of a
/// template agree on.
final class TemplateTable {

  private final TemplateSource source;
  private final AttributeStore store;
  private int[] templateOfCode = new int[0];
  private int[] keySetOfShape = new int[0];
  private int[] orderOfShape = new int[0];
  private boolean[] steady = new boolean[0];
  private ByteDictionary orders = newDictionary();
  private final Map<List<Integer>, Integer> keySets = new HashMap<>();
  // By key set: its columns in the order of the first shape that has it.
  private final List<int[]> keyLists = new ArrayList<>();
  private final Map<List<Integer>, Integer> templates = new HashMap<>();
  private final List<int[]> templateFacts = new ArrayList<>();
  private final List<boolean[]> constantKeys = new ArrayList<>();

  private int column;
  private int[] columnOrdinals = new int[0];
  private int[] firstIndexes = new int[0];
  private boolean[] varying = new boolean[0];

  TemplateTable(TemplateSource source) {
    this.source = source;
    this.store = source.attributes();
  }

  private static ByteDictionary newDictionary() {
    return new ByteDictionary(new HeadMemory(Long.MAX_VALUE));
  }

  /// Starts anew with these keys as the steady ones.
  void begin(boolean[] steadyColumns) {
    steady = steadyColumns;
    templateOfCode = filled(templateOfCode, source.codeLimit());
    keySetOfShape = filled(keySetOfShape, store.shapeCount());
    orderOfShape = filled(orderOfShape, store.shapeCount());
    columnOrdinals = filled(columnOrdinals, store.columnCount());
    orders = newDictionary();
    keySets.clear();
    keyLists.clear();
    templates.clear();
    templateFacts.clear();
    constantKeys.clear();
  }

  private static int[] filled(int[] reuse, int length) {
    int[] array = reuse.length >= length ? reuse : new int[Math.max(length, reuse.length * 2)];
    Arrays.fill(array, 0, length, -1);
    return array;
  }

  int count() {
    return templateFacts.size();
  }

  int fact(int template, int index) {
    return templateFacts.get(template)[index];
  }

  /// The template of the rows that have this code in the head.
  int templateOf(int code) {
    int known = templateOfCode[code];
    if (known >= 0) {
      return known;
    }
    int keySet = keySetOf(source.shape(code));
    List<Integer> identity = new ArrayList<>(source.factCount() + 1);
    int[] facts = new int[source.factCount() + 1];
    for (int i = 0; i < facts.length - 1; i++) {
      facts[i] = source.fact(code, i);
      identity.add(facts[i]);
    }
    facts[facts.length - 1] = keySet;
    identity.add(keySet);
    int template = templates.computeIfAbsent(identity, _ -> templateFacts.size());
    if (template == templateFacts.size()) {
      templateFacts.add(facts);
      constantKeys.add(new boolean[keyLists.get(keySet).length]);
    }
    templateOfCode[code] = template;
    return template;
  }

  private int keySetOf(int shape) {
    if (keySetOfShape[shape] >= 0) {
      return keySetOfShape[shape];
    }
    List<Integer> sent = new ArrayList<>();
    for (int c : store.shape(shape)) {
      if (steady[c]) {
        sent.add(c);
      }
    }
    List<Integer> sorted = sent.stream().sorted().toList();
    int keySet = keySets.computeIfAbsent(sorted, _ -> keyLists.size());
    if (keySet == keyLists.size()) {
      keyLists.add(sent.stream().mapToInt(Integer::intValue).toArray());
    }
    orderOfShape[shape] = orderOf(sent, keyLists.get(keySet));
    keySetOfShape[shape] = keySet;
    return keySet;
  }

  /// The code of the permutation that leads from a key list to the order sent, or -1 if they are
  /// the same.
  private int orderOf(List<Integer> sent, int[] keyList) {
    boolean same = true;
    ProtobufWriter permutation = new ProtobufWriter(sent.size());
    for (int i = 0; i < keyList.length; i++) {
      int index = indexOf(keyList, sent.get(i));
      same &= index == i;
      permutation.writeVarint(index);
    }
    return same ? -1 : orders.intern(permutation.bytes(), 0, permutation.length());
  }

  private static int indexOf(int[] keyList, int column) {
    for (int i = 0; i < keyList.length; i++) {
      if (keyList[i] == column) {
        return i;
      }
    }
    throw new IllegalStateException("column " + column + " is in no key list");
  }

  /// The code in [#orders] of the order in which rows with this code in the head sent their steady
  /// attributes, or -1 if it is the template's.
  int orderOf(int code) {
    return orderOfShape[source.shape(code)];
  }

  /// Permutations as varints: for each attribute in the order sent, its index in the template's key
  /// list.
  ByteDictionary orders() {
    return orders;
  }

  /// Begins to look at the values of one column.
  ///
  /// @param ordinal its ordinal among the columns of steady keys
  void beginColumn(int column, int ordinal) {
    this.column = column;
    columnOrdinals[column] = ordinal;
    if (firstIndexes.length < count()) {
      firstIndexes = new int[count()];
      varying = new boolean[count()];
    }
    Arrays.fill(firstIndexes, 0, count(), -1);
    Arrays.fill(varying, 0, count(), false);
  }

  /// Takes the value at `index` of a row of the template.
  void see(int template, ValueColumn values, int index) {
    int first = firstIndexes[template];
    if (first < 0) {
      firstIndexes[template] = index;
    } else if (!varying[template]) {
      varying[template] =
          values.isNumber()
              ? values.number(first) != values.number(index)
              : values.code(first) != values.code(index);
    }
  }

  /// Ends the column: notes for which templates it is constant and gathers the indexes of those
  /// values.
  ///
  /// @return how many there are
  int endColumn(int[] valueIndexes) {
    int constants = 0;
    for (int template = 0; template < count(); template++) {
      if (firstIndexes[template] >= 0 && !varying[template]) {
        valueIndexes[constants++] = firstIndexes[template];
        int[] facts = templateFacts.get(template);
        int[] keyList = keyLists.get(facts[facts.length - 1]);
        constantKeys.get(template)[indexOf(keyList, column)] = true;
      }
    }
    return constants;
  }

  /// Whether all rows of the template agree on the column looked at last.
  boolean isConstant(int template) {
    return !varying[template];
  }

  /// The key lists of all templates, one string each: for each key in the order sent a varint,
  /// twice the ordinal of its column, plus 1 if the template's rows agree on its value. After the
  /// last column.
  Texts keyLists() {
    ByteDictionary lists = newDictionary();
    int[] codes = new int[count()];
    ProtobufWriter list = new ProtobufWriter(64);
    for (int template = 0; template < codes.length; template++) {
      list.clear();
      int[] facts = templateFacts.get(template);
      int[] keyList = keyLists.get(facts[facts.length - 1]);
      boolean[] constant = constantKeys.get(template);
      for (int i = 0; i < keyList.length; i++) {
        list.writeVarint(columnOrdinals[keyList[i]] * 2L + (constant[i] ? 1 : 0));
      }
      codes[template] = lists.intern(list.bytes(), 0, list.length());
    }
    return new Texts(lists, codes, codes.length);
  }
}
