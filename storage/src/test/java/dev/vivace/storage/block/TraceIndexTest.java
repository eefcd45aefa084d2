package dev.vivace.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceIndexTest {

  @Test
  void everyTraceIsFoundByItsOrdinal() throws IOException {
    long seed = System.nanoTime();
    long[][] ids =
        new Random(seed).longs(60_000).mapToObj(id -> new long[] {id, ~id}).toArray(long[][]::new);
    assertAllFound(ids, "seed " + seed);
  }

  @Test
  void idsPaddedWithZerosAreToldApart() throws IOException {
    long[][] ids = new long[20_000][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i % 2 == 0 ? new long[] {0, i} : new long[] {i, 0};
    }
    BlockReader block = Blocks.open(write(ids));
    int candidates = 0;
    for (long[] id : ids) {
      candidates += block.findCandidates(id[0], id[1]).length;
    }
    assertAllFound(ids, "padded");
    assertThat(candidates).isBetween(ids.length, ids.length + 10);
  }

  @Test
  void idsOfTheSameHashAreAllCandidates() throws IOException {
    Map<Integer, long[]> seen = new HashMap<>();
    long[][] ids = new long[3][];
    for (long low = 0; ids[1] == null; low++) {
      long[] id = {0, low};
      long[] other = seen.put(TraceHash.index(0, low), id);
      if (other != null) {
        ids = new long[][] {other, {99, 99}, id};
      }
    }
    BlockReader block = Blocks.open(write(ids));
    assertThat(block.findCandidates(ids[0][0], ids[0][1])).containsExactly(0, 2);
    assertThat(block.findCandidates(ids[2][0], ids[2][1])).containsExactly(0, 2);
  }

  @Test
  void theSameIdTwiceHasTwoOrdinals() throws IOException {
    BlockReader block = Blocks.open(write(new long[][] {{1, 2}, {3, 4}, {1, 2}}));
    assertThat(block.findCandidates(1, 2)).containsExactly(0, 2);
  }

  @Test
  void theBloomFilterErrsInOneOfAHundred() throws IOException {
    long[][] ids =
        new Random(7).longs(20_000).mapToObj(id -> new long[] {0, id}).toArray(long[][]::new);
    BlockReader block = Blocks.open(write(ids));
    for (long[] id : ids) {
      assertThat(block.mightContain(id[0], id[1])).isTrue();
    }
    int errors = 0;
    for (int i = 0; i < 20_000; i++) {
      errors += block.mightContain(1, i) ? 1 : 0;
    }
    assertThat(errors).isLessThan(400);
  }

  @Test
  void aBlockWithoutTracesFindsNone() throws IOException {
    BlockReader block = Blocks.open(Blocks.write(writer -> Blocks.info(0, 0)));
    assertThat(block.findCandidates(1, 2)).isEmpty();
    assertThat(block.mightContain(1, 2)).isFalse();
    assertThat(block.rowGroupCount()).isZero();
  }

  @Test
  void aLargeIndexIsReadInParts() throws IOException {
    int traces = 1_200_000;
    byte[] bytes =
        Blocks.write(
            writer -> {
              RowGroupWriter rowGroup = writer.beginRowGroup();
              for (int i = 0; i < traces; i++) {
                rowGroup.trace(i, 5);
              }
              rowGroup.end(Blocks.rowGroup(traces, traces));
              return Blocks.info(traces, traces);
            });
    BlockReader block = Blocks.open(bytes);
    long before = block.memoryBytes();
    for (int i = 0; i < traces; i += 300_000) {
      assertThat(block.findCandidates(i, 5)).contains(i);
    }
    assertThat(block.memoryBytes() - before).isBetween(8L * 8192, 8L * traces / 4);
  }

  @Test
  void theHashIsFixed() {
    assertThat(TraceHash.index(0, 0)).isEqualTo(0x6393d51c);
    assertThat(TraceHash.index(0x0123456789abcdefL, 0xfedcba9876543210L)).isEqualTo(0x28ce1a33);
  }

  @Test
  void anOrdinalLeadsToItsRowGroup() throws IOException {
    byte[] bytes =
        Blocks.write(
            writer -> {
              long id = 0;
              for (int traces : new int[] {0, 2, 0, 0, 1, 0}) {
                RowGroupWriter rowGroup = writer.beginRowGroup();
                for (int i = 0; i < traces; i++) {
                  rowGroup.trace(0, id++);
                }
                rowGroup.end(Blocks.rowGroup(0, traces));
              }
              return Blocks.info(0, 3);
            });
    BlockReader block = Blocks.open(bytes);
    assertThat(block.rowGroupOfTrace(0)).isEqualTo(1);
    assertThat(block.rowGroupOfTrace(1)).isEqualTo(1);
    assertThat(block.rowGroupOfTrace(2)).isEqualTo(4);
    assertThat(block.firstTrace(4)).isEqualTo(2);
  }

  private static void assertAllFound(long[][] ids, String what) throws IOException {
    BlockReader block = Blocks.open(write(ids));
    for (int i = 0; i < ids.length; i++) {
      assertThat(block.findCandidates(ids[i][0], ids[i][1])).as(what).contains(i);
    }
  }

  private static byte[] write(long[][] ids) throws IOException {
    return Blocks.write(
        writer -> {
          RowGroupWriter rowGroup = writer.beginRowGroup();
          for (long[] id : ids) {
            rowGroup.trace(id[0], id[1]);
          }
          rowGroup.end(Blocks.rowGroup(ids.length, ids.length));
          return Blocks.info(ids.length, ids.length);
        });
  }
}
