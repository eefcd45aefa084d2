package dev.vivace.storage.scan;

import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.spans.AttributeColumns;
import dev.vivace.storage.spans.KeyLists;
import dev.vivace.traceql.table.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Finds the values of one key of an owner: those of its columns, of any type, then those of the
/// bag.
final class AttributeDecoder {

  private final RowGroup rowGroup;
  private final int owner;
  private final String key;
  private final Values.Builder values = new Values.Builder();

  AttributeDecoder(RowGroup rowGroup, int owner, String key) {
    this.rowGroup = rowGroup;
    this.owner = owner;
    this.key = key;
  }

  AttributeValues decode() {
    values.addMissing(); // RowPlan.MISSING
    List<Integer> ordinals = rowGroup.columns(owner).ordinals(key);
    List<ColumnCodes> columns = new ArrayList<>(ordinals.size());
    if (!ordinals.isEmpty()) {
      TableReader table = rowGroup.open().table(owner);
      AttributeColumns all = rowGroup.columns(owner).columns();
      for (int ordinal : ordinals) {
        ColumnInfo column = all.column(ordinal);
        boolean optional = all.isOptional(ordinal);
        columns.add(ColumnCodes.addValues(rowGroup, table, column, optional, values));
      }
    }
    int firstInBag = values.count();
    rowGroup.bag(owner).addValues(rowGroup, owner, key, values);
    RowPlan plan = plan(ordinals, columns, firstInBag);
    if (firstInBag < values.count() || plan.hasRowValues()) {
      return new AttributeValues(values.build(), plan);
    }
    int[] codes = plan.constantCodes(rowGroup, owner);
    return new AttributeValues(ValueCopies.of(values.build(), codes), null);
  }

  private RowPlan plan(List<Integer> ordinals, List<ColumnCodes> columns, int firstInBag) {
    KeyLists lists = rowGroup.keyLists(owner);
    int[] indexOf = new int[rowGroup.columns(owner).columns().count()];
    for (int i = 0; i < ordinals.size(); i++) {
      indexOf[ordinals.get(i)] = i + 1;
    }
    int[] columnOf = new int[lists.templateCount()];
    int[] constantOf = new int[lists.templateCount()];
    int[] constants = new int[columns.size()];
    Arrays.fill(columnOf, -1);
    for (int template = 0; template < columnOf.length; template++) {
      for (int i = 0; i < lists.keyCount(template); i++) {
        int index = indexOf[lists.column(template, i)] - 1;
        if (index >= 0) {
          columnOf[template] = index;
          constantOf[template] = lists.constantIndex(template, i);
          constants[index] = Math.max(constants[index], constantOf[template] + 1);
        }
      }
    }
    return new RowPlan(columns, columnOf, constantOf, constants, firstInBag, values.count());
  }
}
