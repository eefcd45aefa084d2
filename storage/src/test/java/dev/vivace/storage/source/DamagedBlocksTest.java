package dev.vivace.storage.source;

import static dev.vivace.storage.head.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.MemoryObjectStore;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.storage.section.BlockEntry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What does not read back is read once more; what fails twice is marked and counted, and the rest
/// is served.
class DamagedBlocksTest {

  @TempDir Path folder;

  private final TenantFixture tenant = new TenantFixture();
  private BlockEntry first;
  private BlockEntry second;

  @BeforeEach
  void seal() {
    tenant.append(span(1, 1, 0), span(2, 2, 0));
    first = tenant.seal();
    tenant.append(span(3, 3, 0), span(4, 4, 0));
    second = tenant.seal();
  }

  private byte[] bytes(BlockEntry entry) {
    return tenant.store().readWhole(entry.key(), Integer.MAX_VALUE).orElseThrow();
  }

  private BlockReading reading(ObjectStore store) {
    return new BlockReading(store, TenantFixture.TENANT, List.of(first, second));
  }

  private static List<Long> ids(BlockReading.Read<SeenSpan> read) {
    return read.spans().stream().map(SeenSpan::spanId).sorted().toList();
  }

  private Path localStore() throws IOException {
    for (BlockEntry entry : List.of(first, second)) {
      Files.write(folder.resolve(entry.key()), bytes(entry));
    }
    return folder;
  }

  private static void flip(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aDamagedPageCostsItsRowGroupIsMarkedAndCounted() throws IOException {
    Path root = localStore();
    flip(root.resolve(first.key()), 12); // the first page lies behind the header
    BlockReading reading = reading(new LocalObjectStore(root));

    BlockReading.Read<?> read = reading.search();

    assertThat(read.failures()).isEqualTo(1);
    assertThat(ids(reading.search())).containsExactly(3L, 4L);
    assertThat(reading.gauge("vivace_damaged_blocks")).isEqualTo(1);
    assertThat(reading.counter("vivace_block_second_reads")).isEqualTo(1);
    assertThat(reading.counter("vivace_block_damages")).isEqualTo(1);
  }

  @Test
  void anAbsentBlockIsLeftOutAndMarked() throws IOException {
    Path root = localStore();
    Files.delete(root.resolve(second.key()));
    BlockReading reading = reading(new LocalObjectStore(root));

    assertThat(reading.search().failures()).isEqualTo(1);
    assertThat(ids(reading.search())).containsExactly(1L, 2L);
    assertThat(reading.gauge("vivace_damaged_blocks")).isEqualTo(1);
  }

  @Test
  void anotherBlockUnderTheNameIsRefused() {
    MemoryObjectStore store = new MemoryObjectStore();
    store.put(first.key(), bytes(first));
    store.put(second.key(), bytes(first));
    BlockEntry swapped =
        new BlockEntry(
            second.tenant(),
            second.key(),
            0,
            first.length(),
            second.digest(),
            second.spans(),
            second.traces(),
            second.minTraceStartNanos(),
            second.maxTraceStartNanos(),
            second.maxTraceEndNanos(),
            second.minSpanStartNanos(),
            second.maxSpanStartNanos());
    BlockReading reading = new BlockReading(store, TenantFixture.TENANT, List.of(first, swapped));

    BlockReading.Read<SeenSpan> read = reading.search();

    assertThat(read.failures()).isEqualTo(1);
    assertThat(ids(read)).containsExactly(1L, 2L);
    assertThat(reading.gauge("vivace_damaged_blocks")).isEqualTo(1);
  }

  @Test
  void anotherTenantsBlockUnderTheNameIsRefused() {
    TenantId other = new TenantId("other");
    BlockEntry stolen =
        new BlockEntry(
            other,
            first.key(),
            0,
            first.length(),
            first.digest(),
            first.spans(),
            first.traces(),
            first.minTraceStartNanos(),
            first.maxTraceStartNanos(),
            first.maxTraceEndNanos(),
            first.minSpanStartNanos(),
            first.maxSpanStartNanos());
    BlockReading reading = new BlockReading(tenant.store(), other, List.of(stolen));

    assertThat(reading.search()).isEqualTo(new BlockReading.Read<>(List.of(), 1));
  }

  /// A file that was put in place of the damaged one is another file: the open one is let go.
  @Test
  void whatTheSecondReadFindsIsServed() throws IOException {
    Path root = localStore();
    Path file = root.resolve(first.key());
    flip(file, 12);
    LocalObjectStore local = new LocalObjectStore(root);
    local.read(first.key(), 0, 12); // open from now on
    Path copy = Files.write(root.resolve("copy"), bytes(first));
    Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING);
    BlockReading reading = reading(local);

    BlockReading.Read<SeenSpan> read = reading.search();

    assertThat(read.failures()).isZero();
    assertThat(ids(read)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(reading.counter("vivace_block_second_reads")).isEqualTo(1);
    assertThat(reading.counter("vivace_block_damages")).isZero();
  }

  @Test
  void aFlipOnTheWayIsReadOver() {
    AtomicLong flips = new AtomicLong(1);
    BlockReading reading = reading(flippingOnce(tenant.store(), flips));

    BlockReading.Read<SeenSpan> read = reading.search();

    assertThat(flips).hasValue(0);
    assertThat(read.failures()).isZero();
    assertThat(ids(read)).containsExactly(1L, 2L, 3L, 4L);
    assertThat(reading.counter("vivace_block_second_reads")).isEqualTo(1);
  }

  /// A store of which the first reads have a wrong last byte.
  private static ObjectStore flippingOnce(ObjectStore store, AtomicLong flips) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              Object result = method.invoke(store, arguments);
              if (!(result instanceof ByteBuffer read)
                  || flips.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
                return result;
              }
              ByteBuffer copy = ByteBuffer.allocate(read.remaining()).put(read.duplicate()).flip();
              copy.put(copy.limit() - 1, (byte) ~copy.get(copy.limit() - 1));
              return copy;
            });
  }

  @Test
  void aMarkedBlockIsLookedAtASecondTimeAfterAMinute() {
    AtomicLong now = new AtomicLong();
    DamagedBlocks damaged = new DamagedBlocks(now::get, new SimpleMeterRegistry());

    assertThat(damaged.isSecondReadDue("a")).isTrue();
    damaged.add("a");
    now.addAndGet(TimeUnit.SECONDS.toNanos(59));
    assertThat(damaged.isSecondReadDue("a")).isFalse();
    assertThat(damaged.isSecondReadDue("b")).isTrue();
    now.addAndGet(TimeUnit.SECONDS.toNanos(2));
    assertThat(damaged.isSecondReadDue("a")).isTrue();
  }
}
