package dev.vivace.storage.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockReaderTest {

  private static final int UNKNOWN_SECTION = 900;

  @Test
  void theFooterComesBack() throws IOException {
    BlockReader block = Blocks.open(Blocks.small());
    assertThat(block.info()).usingRecursiveComparison().isEqualTo(Blocks.info(20, 5, 2));
    assertThat(block.rowGroupCount()).isEqualTo(2);
    assertThat(block.rowGroupInfo(1)).isEqualTo(Blocks.rowGroup(10, 2));
    assertThat(block.firstTrace(1)).isEqualTo(3);
    assertThat(block.rowGroup(1).info()).isEqualTo(Blocks.rowGroup(10, 2));
  }

  @Test
  void theSameInputGivesTheSameBytes() throws IOException {
    assertThat(Blocks.small()).isEqualTo(Blocks.small());
  }

  @Test
  void theDigestIsThatOfTheBytes() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WrittenBlock written;
    try (BlockWriter writer = new BlockWriter(out)) {
      written = writer.finish(Blocks.info(0, 0));
    }
    assertThat(Blocks.open(out.toByteArray()).digest()).isEqualTo(written.digest());
    assertThat(written.digest().toHex()).hasSize(32);
  }

  @Test
  void aBlockReadsTheSameWhereverItLies() throws IOException {
    byte[] block = Blocks.small();
    byte[] pack = new byte[block.length + 2000];
    new Random(3).nextBytes(pack);
    System.arraycopy(block, 0, pack, 1000, block.length);
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(Blocks.KEY, pack);
    String expected = Blocks.describe(Blocks.open(block));
    assertThat(Blocks.describe(BlockReader.open(store, Blocks.KEY, 1000, block.length)))
        .isEqualTo(expected);
    BlockReader whole = BlockReader.openWhole(store, Blocks.KEY, 1000, block.length, kind -> true);
    int reads = store.reads();
    assertThat(Blocks.describe(whole)).isEqualTo(expected);
    assertThat(store.reads()).isEqualTo(reads);
  }

  @Test
  void openingTakesOneReadAndALookupOneForEachPage() throws IOException {
    byte[] block = Blocks.small();
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(Blocks.KEY, block);
    BlockReader reader = BlockReader.open(store, Blocks.KEY, 0, block.length);
    assertThat(store.reads()).isEqualTo(1);
    reader.findCandidates(0, 11);
    reader.findCandidates(0, 12);
    assertThat(store.reads()).isEqualTo(2);
    TableReader table = reader.rowGroup(1).table(Blocks.TABLE);
    reader.rowGroup(1);
    assertThat(store.reads()).isEqualTo(3);
    IntColumn column = table.ints(Blocks.KEY_A);
    column.get(3);
    column.get(5);
    assertThat(store.reads()).isEqualTo(4);
  }

  @Test
  void aFooterLargerThanTheTailIsReadToo() throws IOException {
    int traces = 100_000;
    int[] split = new int[traces];
    Arrays.setAll(split, i -> i);
    byte[] bytes =
        Blocks.write(
            writer -> {
              RowGroupWriter rowGroup = writer.beginRowGroup();
              for (int i = 0; i < traces; i++) {
                rowGroup.trace(i, i);
              }
              rowGroup.end(Blocks.rowGroup(traces, traces));
              return Blocks.info(traces, traces, split);
            });
    BlockReader block = Blocks.open(bytes);
    assertThat(block.info().splitTraces()).isEqualTo(split);
    assertThat(block.mightContain(77, 77)).isTrue();
    assertThat(block.memoryBytes()).isBetween(traces * 5L, traces * 6L);
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 900_000})
  void prefetchingSavesReads(int rows) throws IOException {
    long[] values = new Random(5).longs(rows).toArray();
    byte[] block = Blocks.withTable(rows, table -> table.ints(Blocks.KEY_A, values, values.length));
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(Blocks.KEY, block);
    RowGroupReader rowGroup = BlockReader.open(store, Blocks.KEY, 0, block.length).rowGroup(0);
    int before = store.reads();
    rowGroup.prefetch();
    long[] read = new long[rows];
    rowGroup.table(Blocks.TABLE).ints(Blocks.KEY_A).read(0, rows, read, 0);
    assertThat(read).isEqualTo(values);
    assertThat(store.reads() - before).isBetween(1, 1 + rows * 8 / (1 << 20));
    assertThat(rowGroup.inspectedBytes()).isEqualTo(rows * 8L);
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 1_200_000})
  void keptPagesAreDecompressedOnceAsLongAsTheyFit(int rows) throws IOException {
    long[] values = new Random(5).longs(rows).toArray();
    byte[] block = Blocks.withTable(rows, table -> table.ints(Blocks.KEY_A, values, values.length));
    RowGroupReader rowGroup = Blocks.open(block).rowGroup(0);
    RowGroupReader keeping = Blocks.open(block).rowGroup(0);
    keeping.keepPages();
    for (int time = 0; time < 2; time++) {
      assertThat(read(rowGroup, rows)).isEqualTo(values);
      assertThat(read(keeping, rows)).isEqualTo(values);
    }
    long bytes = rows * 8L;
    assertThat(rowGroup.inspectedBytes()).isEqualTo(2 * bytes);
    assertThat(keeping.inspectedBytes()).isEqualTo(bytes > 8 << 20 ? 2 * bytes : bytes);
  }

  private static long[] read(RowGroupReader rowGroup, int rows) {
    long[] read = new long[rows];
    rowGroup.table(Blocks.TABLE).ints(Blocks.KEY_A).read(0, rows, read, 0);
    return read;
  }

  @Test
  void unknownSectionsAreSkippedUnlessRequired() throws IOException {
    byte[] block = Blocks.small();
    assertThat(Blocks.describe(Blocks.open(withSection(block, false))))
        .isEqualTo(Blocks.describe(Blocks.open(block)));
    assertThatThrownBy(() -> Blocks.open(withSection(block, true)))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("section of kind 900 is required and unknown")
        .hasMessageContaining("a newer one");
  }

  @Test
  void unknownTablesAreSkippedUnlessRequired() throws IOException {
    byte[] block = Blocks.small();
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(Blocks.KEY, block);
    int length = block.length;
    BlockReader lacksOptional =
        BlockReader.open(store, Blocks.KEY, 0, length, kind -> kind == Blocks.TABLE);
    assertThat(lacksOptional.rowGroup(0).hasTable(Blocks.TABLE)).isTrue();
    assertThat(lacksOptional.rowGroup(0).hasTable(Blocks.TABLE + 1)).isFalse();
    BlockReader lacksRequired =
        BlockReader.open(store, Blocks.KEY, 0, length, kind -> kind != Blocks.TABLE);
    assertThatThrownBy(() -> lacksRequired.rowGroup(0))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("table of kind 7 is required and unknown");
  }

  @Test
  void aMissingBloomFilterChangesNoAnswer() throws IOException {
    byte[] block = Blocks.small();
    byte[] footer = Blocks.footer(block);
    int at = sectionAt(footer, BlockFormat.SECTION_BLOOM);
    int end = at + 8 + 12;
    byte[] shorter = Arrays.copyOf(footer, footer.length - (end - at));
    System.arraycopy(footer, end, shorter, at, footer.length - end);
    BlockReader reader = Blocks.open(Blocks.withFooter(block, shorter));
    assertThat(reader.mightContain(5, 5)).isTrue();
    assertThat(reader.findCandidates(0, 11)).containsExactly(1);
  }

  @Test
  void aNewerVersionIsRefusedWithAdvice() throws IOException {
    byte[] block = Blocks.small();
    int version = block.length - BlockFormat.TRAILER_BYTES + 4;
    block[version] = 2;
    assertThatThrownBy(() -> Blocks.open(block)).hasMessageContaining("CRC32C");
    reseal(block);
    assertThatThrownBy(() -> Blocks.open(block))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("format version 2 (expected: 1); upgrade this server");
  }

  /// The golden file of version 1 stays as it is for ever; only newer ones join it.
  @Test
  void blocksOfVersion1StayReadable() throws IOException {
    byte[] block = resource("block-v1.bin");
    String expected = new String(resource("block-v1.txt"), StandardCharsets.UTF_8);
    assertThat(Blocks.describe(Blocks.open(block))).isEqualTo(expected.strip());
  }

  @Test
  void wrongUseIsRefused() throws IOException {
    try (BlockWriter writer = new BlockWriter(new ByteArrayOutputStream())) {
      RowGroupWriter rowGroup = writer.beginRowGroup();
      TableWriter table = rowGroup.table(1, 1);
      table.ints(Blocks.KEY_A, new int[1], 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> table.ints(Blocks.KEY_A, new int[1], 1))
          .withMessageContaining("written already");
      assertThatIllegalArgumentException().isThrownBy(() -> rowGroup.table(1, 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> table.ints(Blocks.KEY_B, new int[1], 2));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> table.ints(Blocks.KEY_B, new int[1], 1, new int[] {2}));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> table.ints(Blocks.KEY_B, new int[1], 1, new int[0]));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> table.ints(new ColumnKey(1, "\ud800", 1), new int[1], 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> rowGroup.end(Blocks.rowGroup(1, 1)))
          .withMessageContaining("the 0 traces added");
      assertThatIllegalStateException().isThrownBy(writer::beginRowGroup);
      rowGroup.end(Blocks.rowGroup(1, 0));
      assertThatIllegalStateException().isThrownBy(() -> rowGroup.trace(1, 1));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> writer.finish(Blocks.info(1, 0, 0)))
          .withMessageContaining("split trace 0");
    }
  }

  private static byte[] withSection(byte[] block, boolean required) {
    ByteSink footer = new ByteSink();
    byte[] old = Blocks.footer(block);
    footer.writeBytes(old, 0, old.length);
    int section = footer.beginSection(UNKNOWN_SECTION, required);
    footer.writeLong(4711);
    footer.endSection(section);
    return Blocks.withFooter(block, Arrays.copyOf(footer.bytes(), footer.length()));
  }

  private static int sectionAt(byte[] footer, int wanted) {
    int at = 0;
    ByteCursor cursor = new ByteCursor(Place.block("test"), "footer", footer);
    while (cursor.readShort() != wanted) {
      cursor.readShort();
      cursor.skip(cursor.readInt());
      at = cursor.position();
    }
    return at;
  }

  /// Makes the trailer's checksum right again.
  private static void reseal(byte[] block) {
    int crcAt = block.length - BlockFormat.TRAILER_MAGIC.length - 4;
    CRC32C crc = new CRC32C();
    int footer = Blocks.footer(block).length;
    crc.update(block, crcAt - 8 - footer, footer + 8);
    for (int i = 0; i < 4; i++) {
      block[crcAt + i] = (byte) (crc.getValue() >> (8 * i));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = BlockReaderTest.class.getResourceAsStream("/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }
}
