package dev.vivace.traceql.metrics;

import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.field.Field;
import dev.vivace.traceql.field.Field.Coded;
import dev.vivace.traceql.field.Field.Missing;
import dev.vivace.traceql.field.Field.Unscoped;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.Nil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/// What the rows of one table are grouped by: a key for each, from 0 on, and the values that a key
/// stands for. Several keys may stand for equal values. For one thread.
final class GroupKeys {

  private final int[] keys;
  private final int count;
  private final IntFunction<List<Value>> values;

  private GroupKeys(int[] keys, int count, IntFunction<List<Value>> values) {
    this.keys = keys;
    this.count = count;
    this.values = values;
  }

  /// Keys by the values of some references, in this order; one key without any.
  static GroupKeys of(RowFields fields, List<Reference> by, CountedRows counted, Scratch scratch) {
    int[] keys = scratch.ints(Scratch.Use.KEYS, counted.count());
    if (by.isEmpty()) {
      return same(keys, counted, List.of());
    }
    GroupKeys grouped = of(fields, fields.field(by.getFirst()), counted, keys);
    for (Reference reference : by.subList(1, by.size())) {
      int[] others = scratch.ints(Scratch.Use.MORE_KEYS, counted.count());
      grouped = combine(grouped, of(fields, fields.field(reference), counted, others), counted);
    }
    return grouped;
  }

  /// One key for all rows.
  private static GroupKeys same(int[] keys, CountedRows counted, List<Value> values) {
    Arrays.fill(keys, 0, counted.count(), 0);
    return new GroupKeys(keys, 1, _ -> values);
  }

  private static GroupKeys of(RowFields fields, Field field, CountedRows counted, int[] keys) {
    return switch (field) {
      case Missing _ -> same(keys, counted, List.of(Nil.NIL));
      case Coded(var column) ->
          ofCodes(column.codes(), column.values().count(), fields, field, counted, keys);
      case Unscoped(var column) -> {
        CodedColumn resource = column.resource();
        int codeCount = column.spanCodes() + (resource == null ? 0 : resource.values().count());
        yield ofCodes(column.codes(), codeCount, fields, field, counted, keys);
      }
      default -> ofValues(fields, field, counted, keys);
    };
  }

  /// Codes that some row has, numbered anew.
  private static GroupKeys ofCodes(
      Codes codes, int codeCount, RowFields fields, Field field, CountedRows counted, int[] keys) {
    int[] keyOfCode = new int[codeCount];
    Arrays.fill(keyOfCode, -1);
    int[] rows = counted.rows();
    codes.gather(rows, counted.count(), keys);
    int[] rowOfKey = new int[16];
    int count = 0;
    for (int i = 0; i < counted.count(); i++) {
      int code = keys[i];
      int key = keyOfCode[code];
      if (key < 0) {
        key = count++;
        keyOfCode[code] = key;
        rowOfKey = key < rowOfKey.length ? rowOfKey : Arrays.copyOf(rowOfKey, 2 * key);
        rowOfKey[key] = rows[i];
      }
      keys[i] = key;
    }
    int[] someRow = rowOfKey;
    return new GroupKeys(
        keys, count, key -> List.of(RowFields.label(fields.value(field, someRow[key]))));
  }

  private static GroupKeys ofValues(
      RowFields fields, Field field, CountedRows counted, int[] keys) {
    Map<Value, Integer> known = new HashMap<>();
    List<List<Value>> values = new ArrayList<>();
    int[] rows = counted.rows();
    for (int i = 0; i < counted.count(); i++) {
      Value value = RowFields.label(fields.value(field, rows[i]));
      Integer key = known.get(value);
      if (key == null) {
        key = values.size();
        known.put(value, key);
        values.add(List.of(value));
      }
      keys[i] = key;
    }
    return new GroupKeys(keys, values.size(), values::get);
  }

  private static GroupKeys combine(GroupKeys first, GroupKeys second, CountedRows counted) {
    PairIds pairs = new PairIds();
    int[] keys = first.keys;
    for (int i = 0; i < counted.count(); i++) {
      keys[i] = pairs.id(first.keys[i], second.keys[i]);
    }
    return new GroupKeys(
        keys,
        pairs.count(),
        key -> {
          List<Value> values = new ArrayList<>(first.values(pairs.first(key)));
          values.addAll(second.values(pairs.second(key)));
          return values;
        });
  }

  /// Keys by position of the counted row; the array may be longer. Not to be changed.
  int[] keys() {
    return keys;
  }

  int count() {
    return count;
  }

  /// One value for each reference, as labels show it; nil where there is none.
  List<Value> values(int key) {
    return values.apply(key);
  }
}
