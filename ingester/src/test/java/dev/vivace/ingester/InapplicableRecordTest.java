package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.request;
import static dev.vivace.ingester.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A request that the live head cannot take, whatever the reason: the others go on.
class InapplicableRecordTest {

  private static final long POISON = 666;

  @TempDir Path folder;
  private IngesterFixture fixture;

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void atIngestItIsRefusedAndSetAsideAndTheOthersGoOn() throws IOException {
    fixture = new IngesterFixture(folder).with(InapplicableRecordTest::failOnPoison).start();
    fixture.append(span(1, 1));

    assertThat(appendPoison(TenantId.SINGLE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("mistake of the server's");
    fixture.append(span(1, 2), span(2, 3));

    assertThat(fixture.find(1)).containsExactly(1L, 2L);
    assertThat(fixture.find(2)).containsExactly(3L);
    assertThat(fixture.find(5)).isEmpty();
    assertThat(fixture.counter("vivace_wal_records_quarantined")).isEqualTo(1);
    assertThat(quarantined()).singleElement().asString().endsWith("00000000000000000001.record");
    assertThat(fixture.fatal).hasValue(0);
    assertThat(fixture.ingester().isHealthy()).isTrue();
  }

  @Test
  void asATenantsFirstRequestItLeavesNoHeadBehind() {
    fixture = new IngesterFixture(folder).with(InapplicableRecordTest::failOnPoison).start();
    TenantId other = new TenantId("other");

    assertThat(appendPoison(other)).isInstanceOf(IllegalStateException.class);

    assertThat(fixture.gauge("vivace_live_head_bytes")).isZero();
    fixture.append(other, span(1, 1));
    assertThat(fixture.find(other, 1)).containsExactly(1L);
  }

  @Test
  void inAReplayItIsSetAsideAndTheOthersComeBackAsOftenAsTheProcessStarts() throws IOException {
    fixture = new IngesterFixture(folder).start();
    fixture.append(span(1, 1));
    fixture.append(span(5, 8), span(5, POISON));
    fixture.append(span(1, 2));

    fixture.with(InapplicableRecordTest::failOnPoison);
    for (int start = 0; start < 2; start++) {
      fixture.restart();

      assertThat(fixture.find(1)).containsExactly(1L, 2L);
      assertThat(fixture.find(5)).isEmpty();
      assertThat(fixture.counter("vivace_wal_records_quarantined")).isEqualTo(1);
      assertThat(quarantined()).hasSize(1);
    }
    fixture.cut(Duration.ofSeconds(61));
    assertThat(fixture.findInBlocks(1)).containsExactly(1L, 2L);
  }

  @Test
  void whenItWasCarriedTheOthersThatWereCarriedComeBack() throws IOException {
    fixture = new IngesterFixture(folder).start();
    fixture.append(span(9, 9));
    fixture.clock.advance(Duration.ofSeconds(57));
    fixture.append(span(1, 1));
    fixture.append(span(5, 8), span(5, POISON));
    fixture.cut(Duration.ofSeconds(4));

    fixture.with(InapplicableRecordTest::failOnPoison).restart();

    assertThat(fixture.find(1)).containsExactly(1L);
    assertThat(fixture.find(9)).containsExactly(9L);
    assertThat(fixture.find(5)).isEmpty();
    assertThat(quarantined()).hasSize(1);
  }

  private Throwable appendPoison(TenantId tenant) {
    return IngesterFixture.answer(fixture.appendLater(tenant, request(span(5, 8), span(5, POISON))))
        .orElseThrow();
  }

  /// Fails halfway: some spans are in the columns by then.
  private static void failOnPoison(
      LiveHead head,
      SpanBatch batch,
      SpanFilter filter,
      long offset,
      long appendNanos,
      long receivedNanos) {
    SpanFilter failing =
        (b, i) -> {
          if (b.spans().spanId(i) == POISON) {
            throw new IllegalArgumentException("failed by the test");
          }
          return filter.accepts(b, i);
        };
    head.append(batch, failing, offset, appendNanos, receivedNanos);
  }

  private List<Path> quarantined() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("wal"))) {
      return files.filter(file -> file.toString().endsWith(".record")).toList();
    }
  }
}
