package dev.vivace.storage.scan;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.scan.DecodedColumns.Decoded;
import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.scan.DecodedColumns.PartKey;
import dev.vivace.storage.spans.KeyLists;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.Lazy;
import dev.vivace.traceql.table.Values;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One row group and the cache of its decoded parts. Here are the parts that every owner of
/// attributes has: spans, events, links, resources and scopes, named by the number of their table.
/// Thread-safe.
final class RowGroup {

  static final Codes NO_CODES = Codes.of(new int[0], 1);

  private final BlockReader block;
  private final int index;
  private final DecodedColumns decoded;

  RowGroup(BlockReader block, int index, DecodedColumns decoded) {
    this.block = block;
    this.index = index;
    this.decoded = decoded;
  }

  /// A new reader, for one thread.
  RowGroupReader open() {
    return block.rowGroup(index);
  }

  /// A part, from the cache if it is there.
  <T> T get(int table, Part part, Class<T> type, Supplier<Decoded<T>> decoder) {
    return get(table, part, "", RowMask.NONE, type, decoder);
  }

  <T> T get(
      int table,
      Part part,
      String name,
      RowMask mask,
      Class<T> type,
      Supplier<Decoded<T>> decoder) {
    return decoded.get(new PartKey(block.name(), index, table, part, name, mask), type, decoder);
  }

  /// How many rows the owners' table has; 0 if the row group lacks it.
  int rowCount(int owner) {
    RowGroupReader reader = open();
    return reader.hasTable(owner) ? reader.table(owner).rows() : 0;
  }

  /// The attribute columns of an owner, from the directory.
  OwnerColumns columns(int owner) {
    return get(
        owner,
        Part.ATTRIBUTE_COLUMNS,
        OwnerColumns.class,
        () -> {
          OwnerColumns columns = OwnerColumns.read(this, owner);
          return new Decoded<>(columns, columns.memoryBytes());
        });
  }

  Bag bag(int owner) {
    return get(
        owner,
        Part.BAG,
        Bag.class,
        () -> {
          Bag bag = Bag.read(this, owner);
          return new Decoded<>(bag, bag.memoryBytes());
        });
  }

  /// Where the numbers of the bag are, which must not be empty.
  BagNumbers bagNumbers(int owner) {
    return get(
        owner,
        Part.BAG_NUMBERS,
        BagNumbers.class,
        () -> {
          TableReader table = open().table(owner + SpanSchema.BAG_OF);
          BagNumbers numbers = BagNumbers.read(bag(owner), whole(table, SpanSchema.NUMBER));
          return new Decoded<>(numbers, numbers.memoryBytes());
        });
  }

  KeyLists keyLists(int owner) {
    return get(
        owner,
        Part.KEY_LISTS,
        KeyLists.class,
        () -> {
          TableReader templates = open().table(owner + SpanSchema.TEMPLATES_OF);
          KeyLists lists = KeyLists.read(templates, columns(owner).columns());
          return new Decoded<>(lists, lists.memoryBytes());
        });
  }

  /// The template of each row.
  TemplateRows templateRows(int owner) {
    return get(
        owner,
        Part.TEMPLATE_ROWS,
        TemplateRows.class,
        () -> {
          TemplateRows rows = TemplateRows.read(this, owner);
          return new Decoded<>(rows, rows.memoryBytes());
        });
  }

  private AttributeValues attributeValues(int owner, String key) {
    return get(
        owner,
        Part.ATTRIBUTE_VALUES,
        key,
        RowMask.NONE,
        AttributeValues.class,
        () -> {
          AttributeValues values = new AttributeDecoder(this, owner, key).decode();
          return new Decoded<>(values, values.memoryBytes());
        });
  }

  /// The codes of the rows into [#attributeValues].
  private Codes attributeCodes(int owner, String key, AttributeValues values) {
    RowPlan plan = values.plan();
    if (plan == null) {
      return templateRows(owner).codes();
    }
    return get(
        owner,
        Part.ATTRIBUTE_CODES,
        key,
        RowMask.NONE,
        Codes.class,
        () -> ofCodes(plan.read(this, owner, key)));
  }

  /// The first value of a key, by row of its owner; null if no row has it.
  @Nullable CodedColumn attribute(int owner, String key) {
    if (!has(owner, key)) {
      return null;
    }
    Lazy<AttributeValues> values = new Lazy<>(() -> attributeValues(owner, key));
    return new CodedColumn(
        () -> values.get().values(),
        () -> attributeCodes(owner, key, values.get()),
        () -> NumberZones.of(this, owner, key));
  }

  /// Whether some row of an owner has a key.
  boolean has(int owner, String key) {
    return columns(owner).has(key) || bag(owner).has(key);
  }

  /// A column of one value a template.
  CodedColumn byTemplate(int owner, Values values) {
    return new CodedColumn(values, () -> templateRows(owner).codes());
  }

  /// The keys that rows of an owner have.
  Set<String> keys(int owner) {
    Set<String> keys = new HashSet<>(columns(owner).keys());
    keys.addAll(bag(owner).keys());
    return Collections.unmodifiableSet(keys);
  }

  static Decoded<Codes> ofCodes(Codes codes) {
    return new Decoded<>(codes, codes.memoryBytes());
  }

  static Decoded<Values> ofValues(Values values) {
    return new Decoded<>(values, values.memoryBytes());
  }

  /// Reads a column that has a value for each row of its table.
  long[] longs(TableReader table, ColumnKey key) {
    long[] values = new long[table.rows()];
    whole(table, key).read(0, values.length, values, 0);
    return values;
  }

  /// The same for values of 32 bits.
  int[] ints(TableReader table, ColumnKey key) {
    int[] values = new int[table.rows()];
    whole(table, key).read(0, values.length, values, 0);
    return values;
  }

  /// The same for values that must be in `[0, limit)`.
  int[] codes(TableReader table, ColumnKey key, int limit) {
    int[] values = ints(table, key);
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= limit) {
        throw corrupt(
            table.kind(),
            "column %d has %d in row %d (expected: 0 to %d)"
                .formatted(key.kind(), values[i], i, limit - 1));
      }
    }
    return values;
  }

  private IntColumn whole(TableReader table, ColumnKey key) {
    IntColumn column = table.ints(key);
    if (column.count() != table.rows()) {
      throw corrupt(
          table.kind(),
          "column %d has %d values (expected: one for each of %d rows)"
              .formatted(key.kind(), column.count(), table.rows()));
    }
    return column;
  }

  CorruptDataException corrupt(int table, String problem) {
    return new CorruptDataException(message(table, problem));
  }

  CorruptDataException corrupt(int table, String problem, Throwable cause) {
    return new CorruptDataException(message(table, problem), cause);
  }

  private String message(int table, String problem) {
    return "block '%s': row group %d, table %d: %s. Restore the object from a copy, or delete the block to go on without its spans."
        .formatted(block.name(), index, table, problem);
  }
}
