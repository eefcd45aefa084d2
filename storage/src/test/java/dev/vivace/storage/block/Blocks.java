package dev.vivace.storage.block;

import dev.vivace.model.id.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/// Makes blocks for tests.
final class Blocks {

  static final String KEY = "acme/block";
  static final int TABLE = 7;
  static final ColumnKey KEY_A = new ColumnKey(1, "http.status_code", 2);
  static final ColumnKey KEY_B = new ColumnKey(1, "http.url", 1);

  /// Of about how many values of a column a description speaks.
  private static final int MAX_VALUES = 1000;

  private Blocks() {}

  static BlockInfo info(long spans, long traces, int... splitTraces) {
    return new BlockInfo(
        new TenantId("acme"),
        new UUID(0x0123456789abcdefL, 0x8123456789abcdefL),
        3,
        100,
        200,
        1_700_000_000_000_000_000L,
        1_700_000_060_000_000_000L,
        spans,
        traces,
        0x1111,
        -0x2222,
        splitTraces);
  }

  static RowGroupInfo rowGroup(int rows, int traces) {
    return new RowGroupInfo(rows, traces, 10, 20, 30, 11, 25);
  }

  /// Fills one table.
  @FunctionalInterface
  interface Filling {

    void fill(TableWriter table) throws IOException;
  }

  /// A block of one row group with one table and no traces.
  static byte[] withTable(int rows, Filling filling) throws IOException {
    return write(
        writer -> {
          RowGroupWriter rowGroup = writer.beginRowGroup();
          filling.fill(rowGroup.table(TABLE, rows));
          rowGroup.end(rowGroup(rows, 0));
          return info(rows, 0);
        });
  }

  /// Writes everything up to the footer and returns what it says.
  @FunctionalInterface
  interface Content {

    BlockInfo write(BlockWriter writer) throws IOException;
  }

  static byte[] write(Content content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BlockWriter writer = new BlockWriter(out)) {
      BlockInfo info = content.write(writer);
      WrittenBlock written = writer.finish(info);
      if (written.lengthBytes() != out.size()) {
        throw new AssertionError(written + ", but " + out.size() + " bytes");
      }
    }
    return out.toByteArray();
  }

  static BlockReader open(byte[] block) {
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(KEY, block);
    return BlockReader.open(store, KEY, 0, block.length);
  }

  static TableReader openTable(byte[] block) {
    return open(block).rowGroup(0).table(TABLE);
  }

  /// Two row groups with every form of column, five traces, one of them split.
  static byte[] small() throws IOException {
    return write(
        writer -> {
          smallRowGroup(writer, 1, 3);
          smallRowGroup(writer, 2, 2);
          return info(20, 5, 2);
        });
  }

  private static void smallRowGroup(BlockWriter writer, int seed, int traces) throws IOException {
    RowGroupWriter rowGroup = writer.beginRowGroup();
    TableWriter table = rowGroup.table(TABLE, 10);
    table.ints(ColumnKey.of(1), new int[] {seed, seed, seed}, 3);
    table.ints(
        KEY_A,
        NumberOrder.UNSIGNED,
        new long[] {200, 404, -seed, 500, 200, 200, 200, 200, 200, 200},
        10,
        new int[] {0});
    table.ints(
        ColumnKey.of(2),
        NumberOrder.DOUBLE,
        new long[] {Double.doubleToRawLongBits(seed / 3.0), Double.doubleToRawLongBits(Double.NaN)},
        2);
    table.strings(KEY_B, Strings.of("/a", "/b", "/a", "/a", "/b", "/a"));
    table.strings(ColumnKey.of(3), Strings.of("constant", "constant"));
    table.strings(ColumnKey.of(4), Strings.of("id-" + seed, "id-of-another", ""));
    table.ints(ColumnKey.of(5), new int[0], 0);
    table.ints(ColumnKey.of(6), squares(100), 100);
    table.strings(
        ColumnKey.of(7), Strings.of("a value of some length", "a value of another length"));
    table.ints(ColumnKey.of(8), remainders(40_000), 40_000);
    rowGroup.table(TABLE + 1, 0, false);
    for (int i = 0; i < traces; i++) {
      rowGroup.trace(0, seed * 10L + i);
    }
    rowGroup.end(rowGroup(10, traces));
  }

  private static int[] remainders(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = 1000 + i % 7;
    }
    return values;
  }

  private static int[] squares(int count) {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = i * i;
    }
    return values;
  }

  /// The footer's sections of a block.
  static byte[] footer(byte[] block) {
    int trailer = block.length - BlockFormat.TRAILER_BYTES;
    return Arrays.copyOfRange(block, trailer - footerLength(block), trailer);
  }

  /// The block with another footer and a trailer that fits it.
  static byte[] withFooter(byte[] block, byte[] footer) {
    int dataLength = block.length - BlockFormat.TRAILER_BYTES - footerLength(block);
    ByteSink tail = new ByteSink();
    tail.writeBytes(footer, 0, footer.length);
    Footer.writeTrailer(tail);
    byte[] changed = Arrays.copyOf(block, dataLength + tail.length());
    System.arraycopy(tail.bytes(), 0, changed, dataLength, tail.length());
    return changed;
  }

  private static int footerLength(byte[] block) {
    return ByteBuffer.wrap(block)
        .order(ByteOrder.LITTLE_ENDIAN)
        .getInt(block.length - BlockFormat.TRAILER_BYTES);
  }

  /// Everything that can be read of a block, as text: equal text means equal values.
  static String describe(BlockReader block) {
    StringBuilder text = new StringBuilder();
    BlockInfo info = block.info();
    text.append(info.tenant()).append(info.logId()).append(info.partition());
    text.append(' ').append(info.startOffset()).append(' ').append(info.endOffset());
    text.append(' ').append(info.firstAppendNanos()).append(' ').append(info.lastAppendNanos());
    text.append(' ').append(info.spans()).append(' ').append(info.traces());
    text.append(' ').append(info.setHashHigh()).append(' ').append(info.setHashLow());
    text.append(Arrays.toString(info.splitTraces())).append('\n');
    for (int i = 0; i < 40; i++) {
      text.append(Arrays.toString(block.findCandidates(0, i)));
      text.append(block.mightContain(0, i));
    }
    for (int i = 0; i < block.rowGroupCount(); i++) {
      RowGroupInfo group = block.rowGroupInfo(i);
      text.append("\nrow group ").append(group.rows()).append(' ').append(group.traces());
      text.append(' ').append(group.traceStartMin()).append(' ').append(group.traceStartMax());
      text.append(' ').append(group.traceEndMax()).append(' ').append(group.spanStartMin());
      text.append(' ').append(group.spanStartMax()).append(' ').append(block.firstTrace(i));
      describe(block.rowGroup(i), text);
    }
    return text.toString();
  }

  static void describe(RowGroupReader rowGroup, StringBuilder text) {
    for (int kind = 0; kind < 10; kind++) {
      if (rowGroup.hasTable(kind)) {
        TableReader table = rowGroup.table(kind);
        text.append("\ntable ").append(kind).append(' ').append(table.rows());
        table.columns().forEach(column -> describe(table, column, text));
      }
    }
  }

  private static void describe(TableReader table, ColumnInfo info, StringBuilder text) {
    ColumnKey key = info.key();
    text.append("\n ").append(key.kind()).append(key.name()).append(key.type());
    text.append(info.order()).append(info.values()).append(' ').append(info.distinct());
    if (info.strings()) {
      StringColumn column = table.strings(info.key());
      text.append(Arrays.toString(column.ordinals())).append(column.isDictionary());
      for (int i = 0; i < column.count(); i += 1 + column.count() / MAX_VALUES) {
        text.append(' ')
            .append(new String(column.copy(column.code(i)), StandardCharsets.ISO_8859_1));
      }
      return;
    }
    IntColumn column = table.ints(info.key());
    text.append(Arrays.toString(column.ordinals()));
    for (int i = 0; i < column.count(); i += 1 + column.count() / MAX_VALUES) {
      text.append(' ').append(column.get(i));
    }
    for (int page = 0; page < column.pageCount(); page++) {
      text.append(" page ").append(column.pageStart(page)).append(' ').append(column.min(page));
      text.append(' ').append(column.max(page)).append(column.hasNaN(page));
    }
  }
}
