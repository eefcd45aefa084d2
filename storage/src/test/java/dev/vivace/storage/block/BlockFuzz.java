package dev.vivace.storage.block;

import dev.vivace.model.error.CorruptDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/// The reader of blocks as targets of fuzzing: any bytes are read or refused as damaged. Checksums
/// keep most changes out, so parts are also given sums that are right.
public final class BlockFuzz {

  private static final byte[] SMALL = small();
  private static final Extent ROW_GROUP = firstRowGroup(SMALL);

  private BlockFuzz() {}

  /// Opens a block and reads all of it.
  public static void block(byte[] input) {
    read(() -> Blocks.describe(Blocks.open(input)));
  }

  /// Opens a whole block with this footer.
  public static void footer(byte[] input) {
    read(() -> Blocks.describe(Blocks.open(Blocks.withFooter(SMALL, input))));
  }

  /// Reads a row group with this directory.
  public static void directory(byte[] input) throws IOException {
    int dataLength = ROW_GROUP.length() - ROW_GROUP.directoryLength();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(SMALL, (int) ROW_GROUP.offset(), dataLength);
    int frame;
    try (Compressor compressor = new Compressor()) {
      frame = Frame.write(new BlockOutput(out), compressor, input, input.length);
    }
    byte[] rowGroup = out.toByteArray();
    Extent extent = new Extent(0, rowGroup.length, frame);
    PageSource source = new MemorySource(0, ByteBuffer.wrap(rowGroup));
    read(
        () -> {
          RowGroupDirectory directory =
              RowGroupDirectory.read(Place.block("fuzz"), source, extent, kind -> true);
          RowGroupReader reader = new RowGroupReader(0, Blocks.rowGroup(0, 0), directory, source);
          Blocks.describe(reader, new StringBuilder());
        });
  }

  private static void read(Runnable reading) {
    try {
      reading.run();
    } catch (CorruptDataException e) {
      // It is refused.
    }
  }

  public static List<byte[]> blockSeeds() {
    return List.of(new byte[0], SMALL);
  }

  public static List<byte[]> footerSeeds() {
    return List.of(new byte[0], Blocks.footer(SMALL));
  }

  public static List<byte[]> directorySeeds() {
    int at = (int) ROW_GROUP.offset() + ROW_GROUP.length() - ROW_GROUP.directoryLength();
    ByteBuffer frame = ByteBuffer.wrap(SMALL, at, ROW_GROUP.directoryLength());
    return List.of(new byte[0], Frame.read(Place.block("fuzz"), "directory", frame));
  }

  /// The small block of the other tests without its large columns: a fuzzer wants short inputs.
  private static byte[] small() {
    try {
      return Blocks.write(
          writer -> {
            RowGroupWriter rowGroup = writer.beginRowGroup();
            TableWriter table = rowGroup.table(Blocks.TABLE, 10);
            table.ints(
                Blocks.KEY_A,
                NumberOrder.UNSIGNED,
                new long[] {200, 404, -1, 500, 200, 200, 200, 200, 200, 200},
                10,
                new int[] {0});
            table.ints(
                ColumnKey.of(2),
                NumberOrder.DOUBLE,
                new long[] {Double.doubleToRawLongBits(0.1), Double.doubleToRawLongBits(0.0 / 0.0)},
                2);
            table.strings(Blocks.KEY_B, Strings.of("/a", "/b", "/a", "/a", "/b", "/a"));
            table.strings(ColumnKey.of(3), Strings.of("constant", "constant"));
            table.strings(ColumnKey.of(4), Strings.of("id-1", "id-of-another", ""));
            rowGroup.trace(0, 10);
            rowGroup.trace(0, 11);
            rowGroup.end(Blocks.rowGroup(10, 2));
            return Blocks.info(10, 2, 1);
          });
    } catch (IOException e) {
      throw new IllegalStateException("writing a block to memory", e);
    }
  }

  private static Extent firstRowGroup(byte[] block) {
    PageSource source = new MemorySource(0, ByteBuffer.wrap(Arrays.copyOf(block, block.length)));
    Tail tail = Tail.read(Place.block("fuzz"), source, block.length, block.length);
    return tail.footer().rowGroups().getFirst().extent();
  }
}
