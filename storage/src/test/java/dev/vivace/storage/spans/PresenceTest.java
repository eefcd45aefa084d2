package dev.vivace.storage.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.BlockWriter;
import dev.vivace.storage.block.ColumnInfo;
import dev.vivace.storage.block.NumberOrder;
import dev.vivace.storage.block.RowGroupInfo;
import dev.vivace.storage.block.RowGroupWriter;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.block.TableWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceTest {

  private static final int STRIDE = SpanSchema.ORDINAL_STRIDE;
  private static final int NONE = -1;

  @ParameterizedTest(name = "{0} rows")
  @ValueSource(ints = {1, 7, 8, 9, STRIDE - 1, STRIDE, STRIDE + 1, 3 * STRIDE + 77})
  void anyRangeOfRowsSaysWhatWasWritten(int rows) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    BitSet present = random(rows, random);
    TableReader table = write(rows, present, NONE);

    for (int i = 0; i < 50; i++) {
      int from = random.nextInt(rows);
      int to = from + 1 + random.nextInt(rows - from);
      Presence presence = Presence.read(table, table.columns().getFirst(), from, to);
      for (int row = from; row < to; row++) {
        assertThat(presence.has(row)).as("seed %d, row %d", seed, row).isEqualTo(present.get(row));
      }
      for (int row : new int[] {from, (from + to) / 2, to}) {
        assertThat(presence.indexOf(row))
            .as("seed %d, row %d", seed, row)
            .isEqualTo(present.get(0, row).cardinality());
      }
    }
  }

  @Test
  void rowsAreHandedOverWithTheIndexesOfTheirValues() throws IOException {
    int rows = 2 * STRIDE + 5;
    BitSet present = random(rows, new Random(1));
    TableReader table = write(rows, present, NONE);
    List<Integer> indexes = new ArrayList<>();
    BitSet found = new BitSet();

    Presence.read(table, table.columns().getFirst(), 0, rows)
        .forEach(
            (index, row) -> {
              indexes.add(index);
              found.set(row);
            });

    assertThat(found).isEqualTo(present);
    assertThat(indexes).hasSize(present.cardinality()).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "in row {0}")
  @ValueSource(ints = {0, STRIDE - 1, STRIDE, 2 * STRIDE + 4})
  void aChangedBitIsFoundByWhoeverReadsItsRows(int row) throws IOException {
    int rows = 2 * STRIDE + 5;
    BitSet present = random(rows, new Random(2));
    TableReader table = write(rows, present, row);
    ColumnInfo column = table.columns().getFirst();

    assertThatThrownBy(() -> Presence.read(table, column, row, row + 1))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageMatching(
            "block 'block': row group 0, table 16, column 65 'key' 1, bitmap: \\d+ rows from "
                + (row / STRIDE * STRIDE)
                + " on have a value \\(expected: \\d+\\)\\. Restore .*");
    assertThatThrownBy(() -> Presence.read(table, column, 0, rows))
        .isInstanceOf(CorruptDataException.class);
  }

  private static BitSet random(int rows, Random random) {
    BitSet present = new BitSet();
    for (int row = 0; row < rows; row++) {
      present.set(row, random.nextBoolean());
    }
    return present;
  }

  /// A table with one optional column.
  ///
  /// @param changed the row whose bit is written the wrong way round, or [#NONE]
  private static TableReader write(int rows, BitSet present, int changed) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (BlockWriter block = new BlockWriter(out)) {
      RowGroupWriter rowGroup = block.beginRowGroup();
      TableWriter table = rowGroup.table(SpanSchema.SPANS, rows);
      int[] ordinals = new int[Math.ceilDiv(rows, STRIDE)];
      for (int i = 0; i < ordinals.length; i++) {
        ordinals[i] = present.get(0, i * STRIDE).cardinality();
      }
      table.ints(
          SpanSchema.attribute("key", 1),
          NumberOrder.SIGNED,
          new long[present.cardinality()],
          present.cardinality(),
          ordinals);
      int[] bytes = new int[Math.ceilDiv(rows, Presence.ROWS)];
      present.stream().forEach(row -> bytes[row / 8] |= 1 << row % 8);
      if (changed != NONE) {
        bytes[changed / 8] ^= 1 << changed % 8;
      }
      table.ints(SpanSchema.presence("key", 1), bytes, bytes.length);
      rowGroup.end(new RowGroupInfo(rows, 0, 0, 0, 0, 0, 0));
      block.finish(
          new BlockInfo(TenantId.SINGLE, new UUID(1, 2), 0, 0, 1, 1, 2, rows, 0, 0, 0, new int[0]));
    }
    ByteBuffer bytes = ByteBuffer.wrap(out.toByteArray());
    return BlockReader.open(BlockFixture.source(bytes), "block", bytes.capacity(), _ -> true)
        .rowGroup(0)
        .table(SpanSchema.SPANS);
  }
}
