package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.RandomRequests;
import dev.vivace.storage.block.MemoryObjectStore;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.storage.section.BlockEntry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Blocks of which bytes are not what was written: whatever is read is what was written, and what
/// is not read is said to be missing.
class DamageTest {

  private static final int SMALL_SPANS = 4;
  private static final int LARGE_SPANS = 300;
  private static final int FLIPS = Integer.getInteger("vivace.damage.flips", 400);

  private final long seed = Long.getLong("vivace.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private int detected;
  private int harmless;

  /// A block and what it holds.
  private record Stored(
      BlockEntry entry,
      byte[] bytes,
      List<SeenSpan> seen,
      Set<SeenSpan> known,
      Set<TraceId> traces,
      List<List<ByteBuffer>> byId,
      Set<List<ByteBuffer>> knownById) {

    static Stored of(BlockEntry entry, byte[] bytes) {
      MemoryObjectStore store = new MemoryObjectStore();
      store.put(entry.key(), bytes);
      BlockReading reading = new BlockReading(store, entry.tenant(), List.of(entry));
      BlockReading.Read<SeenSpan> seen = reading.search();
      assertThat(seen.failures()).isZero();
      Set<TraceId> traces = new HashSet<>();
      seen.spans().forEach(span -> traces.add(span.trace()));
      BlockReading.Read<List<ByteBuffer>> byId = reading.byId(traces);
      assertThat(byId.failures()).isZero();
      assertThat(byId.spans()).hasSameSizeAs(seen.spans());
      return new Stored(
          entry,
          bytes,
          seen.spans(),
          new HashSet<>(seen.spans()),
          traces,
          byId.spans(),
          new HashSet<>(byId.spans()));
    }
  }

  @Test
  void eachFlippedByteOfASmallBlockIsDetectedOrHarmless() {
    Stored block = block(SMALL_SPANS);
    int step = Math.max(1, block.bytes().length / FLIPS);
    int first = random.nextInt(step);
    System.out.printf("DamageTest: %d bytes, -Dvivace.seed=%d%n", block.bytes().length, seed);
    for (int at = first; at < block.bytes().length; at += step) {
      byte[] bytes = block.bytes().clone();
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      check(block, bytes, "byte %d of %d flipped".formatted(at, bytes.length));
    }
    assertThat(detected).as("detected (harmless: %d)", harmless).isGreaterThan(9 * harmless);
  }

  @Test
  void randomDamageOfALargeBlockIsDetectedOrHarmless() {
    Stored block = block(LARGE_SPANS);
    Stored other = block(LARGE_SPANS);
    int rounds = Integer.getInteger("vivace.damage.rounds", 100);
    for (int round = 0; round < rounds; round++) {
      byte[] bytes = block.bytes().clone();
      String what = damage(bytes, other.bytes());
      check(block, bytes, what);
    }
    assertThat(detected).isPositive();
  }

  @Test
  void aBlockThatWasCutAnywhereIsDetected() {
    Stored block = block(SMALL_SPANS);
    int step = Math.max(1, block.bytes().length / FLIPS) * 4;
    for (int length = 0; length < block.bytes().length; length += step) {
      byte[] bytes = Arrays.copyOf(block.bytes(), length);
      // The rest is there, too, but it is zeros: as a file system leaves it after a power cut.
      check(block, Arrays.copyOf(bytes, block.bytes().length), "zeros from byte " + length);
      MemoryObjectStore store = new MemoryObjectStore();
      store.put(block.entry().key(), bytes);
      BlockReading reading =
          new BlockReading(store, block.entry().tenant(), List.of(block.entry()));
      assertThat(reading.search()).isEqualTo(new BlockReading.Read<>(List.of(), 1));
      assertThat(reading.byId(block.traces()).spans()).isEmpty();
    }
  }

  private String damage(byte[] bytes, byte[] others) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        return "bit of byte %d flipped".formatted(at);
      }
      case 1 -> {
        bytes[at] = (byte) random.nextInt();
        return "byte %d random".formatted(at);
      }
      case 2 -> {
        int from = at / 4096 * 4096;
        Arrays.fill(bytes, from, Math.min(bytes.length, from + 4096), (byte) 0);
        return "page of zeros at byte %d".formatted(from);
      }
      default -> {
        int from = at / 4096 * 4096;
        int end = Math.min(from + 4096, Math.min(bytes.length, others.length));
        if (from < end) {
          System.arraycopy(others, from, bytes, from, end - from);
        }
        return "page of another block at byte %d".formatted(from);
      }
    }
  }

  private void check(Stored block, byte[] bytes, String what) {
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(block.entry().key(), bytes);
    BlockReading reading = new BlockReading(store, block.entry().tenant(), List.of(block.entry()));
    String where = "seed %d, %s".formatted(seed, what);
    try {
      BlockReading.Read<SeenSpan> seen = reading.search();
      BlockReading.Read<List<ByteBuffer>> byId = reading.byId(block.traces());
      assertThat(block.known()).as("%s: spans seen", where).containsAll(seen.spans());
      assertThat(block.knownById()).as("%s: spans by id", where).containsAll(byId.spans());
      if (seen.failures() == 0) {
        assertThat(seen.spans()).as("%s: what a search sees", where).isEqualTo(block.seen());
      }
      if (byId.failures() == 0) {
        assertThat(byId.spans()).as("%s: what is found by id", where).isEqualTo(block.byId());
      }
      boolean isDetected = seen.failures() + byId.failures() > 0;
      detected += isDetected ? 1 : 0;
      harmless += isDetected ? 0 : 1;
      if (isDetected) {
        assertThat(reading.gauge("vivace_damaged_blocks")).as("%s: marked", where).isEqualTo(1);
      }
    } catch (RuntimeException e) {
      throw new AssertionError(where, e);
    }
  }

  private Stored block(int spans) {
    TenantFixture tenant = new TenantFixture();
    RandomRequests requests =
        new RandomRequests(random.nextLong()).withoutUnknownFields().withoutInvalidIds();
    int count = 0;
    while (count < spans) {
      ExportTraceServiceRequest request = requests.next();
      tenant.append(request);
      count = tenant.growing().head().rowCount();
    }
    BlockEntry entry = tenant.seal();
    return Stored.of(entry, tenant.store().readWhole(entry.key(), Integer.MAX_VALUE).orElseThrow());
  }
}
