package dev.vivace.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DamagedBlockTest {

  @Test
  void noChangedByteChangesAValue() throws IOException {
    byte[] block = Blocks.small();
    for (int at = 0; at < block.length; at++) {
      for (int change : new int[] {1, 0x80}) {
        byte[] damaged = block.clone();
        damaged[at] ^= (byte) change;
        assertThat(isRefused(damaged)).as("byte %d ^ %02x", at, change).isTrue();
      }
    }
  }

  @Test
  void aBlockCutOffAnywhereIsRefused() throws IOException {
    byte[] block = Blocks.small();
    for (int length = 0; length < block.length; length++) {
      assertThat(isRefused(Arrays.copyOf(block, length))).as("%d bytes", length).isTrue();
    }
  }

  @Test
  void aBlockWithMoreBytesThanItHasIsRefused() throws IOException {
    byte[] block = Blocks.small();
    for (int length = block.length + 1; length < block.length + 20; length++) {
      assertThat(isRefused(Arrays.copyOf(block, length))).as("%d bytes", length).isTrue();
    }
  }

  @Test
  void anObjectShorterThanItsAddressIsTheStoresError() throws IOException {
    byte[] block = Blocks.small();
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(Blocks.KEY, Arrays.copyOf(block, block.length - 1));
    assertThatThrownBy(() -> BlockReader.open(store, Blocks.KEY, 0, block.length))
        .isInstanceOf(StoreUnavailableException.class);
  }

  /// Checksums hide what lies behind them from the tests above; here they are right.
  @Test
  void aDirectoryOfNonsenseIsRefusedOrRead() throws IOException {
    byte[] block = Blocks.small();
    Extent extent = firstRowGroup(block);
    int dataLength = extent.length() - extent.directoryLength();
    byte[] raw = directory(block, extent);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < raw.length * 3; i++) {
      byte[] changed = raw.clone();
      changed[i % raw.length] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(block, (int) extent.offset(), dataLength);
      int frame = writeFrame(out, changed);
      byte[] rowGroup = out.toByteArray();
      refused +=
          isRefused(
              "seed " + seed + ", round " + i,
              () -> readAll(rowGroup, new Extent(0, rowGroup.length, frame)));
    }
    assertThat(refused).isGreaterThan(raw.length / 2);
  }

  @Test
  void aFooterOfNonsenseIsRefusedOrRead() throws IOException {
    byte[] block = Blocks.small();
    byte[] footer = Blocks.footer(block);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int refused = 0;
    for (int i = 0; i < footer.length * 3; i++) {
      byte[] changed = footer.clone();
      changed[i % footer.length] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
      refused +=
          isRefused(
              "seed " + seed + ", round " + i,
              () -> Blocks.describe(Blocks.open(Blocks.withFooter(block, changed))));
    }
    assertThat(refused).isGreaterThan(footer.length / 2);
  }

  @Test
  void theMessageNamesThePlace() throws IOException {
    byte[] block =
        Blocks.withTable(4, table -> table.ints(Blocks.KEY_A, new long[] {1, 2, 3, 1L << 40}, 4));
    block[BlockFormat.HEADER_BYTES] ^= 1;
    IntColumn column = Blocks.openTable(block).ints(Blocks.KEY_A);
    assertThatThrownBy(() -> column.get(0))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageMatching(
            "block 'acme/block': row group 0, table 7, column 1 'http.status_code' 2, page 0 at"
                + " byte 12: CRC32C [0-9a-f]{8} \\(expected: [0-9a-f]{8}\\)\\. Restore .*");
  }

  @Test
  void aColumnOfTheOtherFormIsAnError() throws IOException {
    TableReader table =
        Blocks.openTable(
            Blocks.withTable(1, writer -> writer.ints(Blocks.KEY_A, new int[] {1}, 1)));
    assertThatThrownBy(() -> table.strings(Blocks.KEY_A))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("integers (expected: strings)");
    assertThatThrownBy(() -> table.ints(Blocks.KEY_B))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("no such column (expected: integers)");
  }

  private static boolean isRefused(byte[] block) {
    return isRefused("block", () -> Blocks.describe(Blocks.open(block))) > 0;
  }

  /// Returns 1 if the action met damage, 0 if it ended well; anything else fails the test.
  private static int isRefused(String what, Runnable action) {
    try {
      action.run();
      return 0;
    } catch (CorruptDataException e) {
      return 1;
    } catch (RuntimeException e) {
      return fail(what, e);
    }
  }

  private static Extent firstRowGroup(byte[] block) {
    PageSource source = new MemorySource(0, ByteBuffer.wrap(block));
    Tail tail = Tail.read(Place.block("test"), source, block.length, block.length);
    return tail.footer().rowGroups().getFirst().extent();
  }

  private static byte[] directory(byte[] block, Extent extent) {
    int at = (int) extent.offset() + extent.length() - extent.directoryLength();
    return Frame.read(
        Place.block("test"), "directory", ByteBuffer.wrap(block, at, extent.directoryLength()));
  }

  private static int writeFrame(ByteArrayOutputStream out, byte[] raw) throws IOException {
    try (Compressor compressor = new Compressor()) {
      return Frame.write(new BlockOutput(out), compressor, raw, raw.length);
    }
  }

  private static void readAll(byte[] rowGroup, Extent extent) {
    PageSource source = new MemorySource(0, ByteBuffer.wrap(rowGroup));
    RowGroupDirectory directory =
        RowGroupDirectory.read(Place.block("test"), source, extent, kind -> true);
    RowGroupReader reader = new RowGroupReader(0, Blocks.rowGroup(0, 0), directory, source);
    Blocks.describe(reader, new StringBuilder());
  }
}
