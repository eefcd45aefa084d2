package dev.vivace.storage.scan;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.BlockWriter;
import dev.vivace.storage.block.ColumnKey;
import dev.vivace.storage.block.NumberOrder;
import dev.vivace.storage.block.RowGroupInfo;
import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.StringValues;
import dev.vivace.storage.block.TableWriter;
import dev.vivace.storage.spans.BlockFixture;
import dev.vivace.storage.spans.SpanSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// A row group with sound checksums whose tables a test fills as it likes. As it is made it has two
/// traces of three and one span, an int attribute in columns, one in an optional column and one in
/// the bag, and an event.
final class MadeRowGroup {

  static final ColumnKey INTS = SpanSchema.attribute("n", 1);
  static final ColumnKey OPTIONAL = SpanSchema.attribute("some", 1);
  static final ColumnKey PRESENCE = SpanSchema.presence("some", 1);

  private final Map<Integer, Map<ColumnKey, Object>> tables = new LinkedHashMap<>();

  MadeRowGroup() {
    ints(SpanSchema.TRACES, SpanSchema.TRACE_HIGH, 0, 0);
    ints(SpanSchema.TRACES, SpanSchema.TRACE_LOW, 1, 2);
    ints(SpanSchema.TRACES, SpanSchema.START, 100, 200);
    ints(SpanSchema.TRACES, SpanSchema.FIRST_ROW, 0, 3);
    ints(SpanSchema.SPANS, SpanSchema.TEMPLATE, 0, 1, 1, 1);
    ints(SpanSchema.SPANS, SpanSchema.RESOURCE, 0, 0, 0, 0);
    ints(SpanSchema.SPANS, SpanSchema.DEPTH, 0, 1, 2, 0);
    ints(SpanSchema.SPANS, SpanSchema.SPAN_ID, 1, 2, 3, 4);
    ints(SpanSchema.SPANS, SpanSchema.START, 0, 1, 1, 0);
    ints(SpanSchema.SPANS, SpanSchema.DURATION, 9, 8, 7, 6);
    ints(SpanSchema.SPANS, INTS, 70, 71, 72, 73);
    optional(OPTIONAL, 0, 80, 81);
    ints(SpanSchema.SPANS, PRESENCE, 0b1010);
    int templates = SpanSchema.SPANS + SpanSchema.TEMPLATES_OF;
    ints(templates, SpanSchema.SCOPE, 0, 0);
    ints(templates, SpanSchema.KIND, 0, 1);
    ints(templates, SpanSchema.STATUS, 0, 1);
    strings(templates, SpanSchema.NAME, "first", "other");
    strings(templates, SpanSchema.KEYS, "\1", "\0"); // A constant, values of its own.
    bag(1, "rare", 1, 5);
    ints(SpanSchema.PARENTS, SpanSchema.ROW, 3);
    ints(SpanSchema.PARENTS, SpanSchema.VALUE, 77);
    ints(SpanSchema.STATUS_MESSAGES, SpanSchema.ROW, 2);
    strings(SpanSchema.STATUS_MESSAGES, SpanSchema.VALUE, "why");
    ints(SpanSchema.EVENTS, SpanSchema.SPAN_ROW, 1, 3);
    ints(SpanSchema.EVENTS, SpanSchema.TEMPLATE, 0, 0);
    ints(SpanSchema.EVENTS, SpanSchema.TIME, 3, 4);
    strings(SpanSchema.EVENTS + SpanSchema.TEMPLATES_OF, SpanSchema.NAME, "event");
    strings(SpanSchema.EVENTS + SpanSchema.TEMPLATES_OF, SpanSchema.KEYS, "");
    for (int owner : new int[] {SpanSchema.RESOURCES, SpanSchema.SCOPES}) {
      ints(owner, SpanSchema.TEMPLATE, 0);
      strings(owner + SpanSchema.TEMPLATES_OF, SpanSchema.KEYS, "");
    }
  }

  MadeRowGroup bag(long row, String key, long type, long number) {
    int bag = SpanSchema.SPANS + SpanSchema.BAG_OF;
    ints(bag, SpanSchema.ROW, row);
    ints(bag, SpanSchema.POSITION, 0);
    strings(bag, SpanSchema.KEY, key);
    ints(bag, SpanSchema.TYPE, type);
    ints(bag, SpanSchema.NUMBER, number);
    return strings(bag, SpanSchema.TEXT, "");
  }

  MadeRowGroup ints(int table, ColumnKey column, long... values) {
    tables.computeIfAbsent(table, _ -> new LinkedHashMap<>()).put(column, values);
    return this;
  }

  /// Values of a column of spans that tells which of them belongs to the first row.
  MadeRowGroup optional(ColumnKey column, int ordinal, long... values) {
    tables
        .computeIfAbsent(SpanSchema.SPANS, _ -> new LinkedHashMap<>())
        .put(column, new WithOrdinal(values, ordinal));
    return this;
  }

  private record WithOrdinal(long[] values, int ordinal) {}

  MadeRowGroup strings(int table, ColumnKey column, String... values) {
    tables.computeIfAbsent(table, _ -> new LinkedHashMap<>()).put(column, values);
    return this;
  }

  BlockReader write() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BlockWriter block = new BlockWriter(out)) {
      RowGroupWriter rowGroup = block.beginRowGroup();
      rowGroup.trace(0, 1);
      rowGroup.trace(0, 2);
      for (Map.Entry<Integer, Map<ColumnKey, Object>> table : tables.entrySet()) {
        write(rowGroup, table.getKey(), table.getValue());
      }
      rowGroup.end(new RowGroupInfo(4, 2, 100, 200, 300, 100, 200));
      block.finish(
          new BlockInfo(TenantId.SINGLE, new UUID(1, 2), 0, 0, 1, 1, 2, 4, 2, 0, 0, new int[0]));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
    return BlockReader.open(BlockFixture.source(bytes), "made", bytes.capacity(), _ -> true);
  }

  /// A table has as many rows as its first column has values.
  private static void write(RowGroupWriter rowGroup, int kind, Map<ColumnKey, Object> columns)
      throws IOException {
    Object first = columns.values().iterator().next();
    int rows = first instanceof long[] numbers ? numbers.length : ((String[]) first).length;
    TableWriter table = rowGroup.table(kind, rows);
    for (Map.Entry<ColumnKey, Object> column : columns.entrySet()) {
      if (column.getValue() instanceof long[] numbers) {
        table.ints(column.getKey(), numbers, numbers.length);
      } else if (column.getValue() instanceof WithOrdinal optional) {
        table.ints(
            column.getKey(),
            NumberOrder.SIGNED,
            optional.values(),
            optional.values().length,
            new int[] {optional.ordinal()});
      } else {
        String[] texts = (String[]) column.getValue();
        table.strings(
            column.getKey(),
            new Texts(
                Arrays.stream(texts)
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new)));
      }
    }
  }

  private record Texts(byte[][] texts) implements StringValues {

    @Override
    public int count() {
      return texts.length;
    }

    @Override
    public int code(int index) {
      return index;
    }

    @Override
    public int codeLimit() {
      return texts.length;
    }

    @Override
    public byte[] bytes(int code) {
      return texts[code];
    }

    @Override
    public int offset(int code) {
      return 0;
    }

    @Override
    public int length(int code) {
      return texts[code].length;
    }
  }
}
