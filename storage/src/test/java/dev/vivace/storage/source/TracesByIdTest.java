package dev.vivace.storage.source;

import static dev.vivace.storage.head.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TraceId;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.storage.source.WholeTraces.Joined;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Parts of traces that nobody lists as split are found by id.
class TracesByIdTest {

  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3600 * SECOND;
  private static final long BASE = 1_700_000_000 * SECOND;

  private final TenantFixture tenant = new TenantFixture();

  @Test
  void aPartInABlockHoursLaterIsFound() {
    appendChildren();
    tenant.forgetSealed();
    tenant.append(at(1, 10, 0, BASE + 3 * HOUR));
    tenant.seal();

    assertThat(tenant.query(BASE, BASE + HOUR).spanIds())
        .isEqualTo(Map.of("block 'block-0', row group 0", List.of(11L, 12L, 21L)));
    assertThat(spansOf(1)).containsExactlyInAnyOrder(10L, 11L, 12L);
  }

  @Test
  void aPartInTheHeadHoursLaterIsFound() {
    appendChildren();
    tenant.append(at(1, 10, 0, BASE + 3 * HOUR));

    assertThat(tenant.query(BASE, BASE + HOUR).spanIds())
        .isEqualTo(Map.of("block 'block-0', row group 0", List.of(11L, 12L, 21L)));
    assertThat(spansOf(1)).containsExactlyInAnyOrder(10L, 11L, 12L);
  }

  @Test
  void onlyTracesWithMorePartsAreJoined() {
    appendChildren();
    tenant.append(at(1, 10, 0, BASE + 3 * HOUR));

    assertThat(spansOf(1, 2, 77)).containsExactlyInAnyOrder(10L, 11L, 12L);
    assertThat(join(2, 77)).isEmpty();
  }

  @Test
  void whatTheTablesShowWholeIsNotJoinedAgain() {
    appendChildren();
    tenant.append(at(1, 10, 0, BASE + SECOND));

    assertThat(tenant.query(BASE, BASE + HOUR).names()).contains("split traces of heads");
    assertThat(join(1)).isEmpty();
  }

  @Test
  void aKnownSplitOfWhichThereIsMoreIsJoinedWhole() {
    appendChildren();
    tenant.append(at(1, 10, 11, BASE + SECOND));
    tenant.seal();
    tenant.forgetSealed();
    tenant.append(at(1, 9, 0, BASE + 3 * HOUR));
    tenant.seal();

    assertThat(tenant.query(BASE, BASE + HOUR).spanIds())
        .containsEntry("split traces of blocks", List.of(11L, 12L, 10L));
    assertThat(spansOf(1)).containsExactlyInAnyOrder(9L, 10L, 11L, 12L);
  }

  /// Two traces in a block.
  private void appendChildren() {
    tenant.append(at(1, 11, 10, BASE), at(1, 12, 10, BASE + 1), at(2, 21, 20, BASE + 2));
    tenant.seal();
  }

  private Optional<Joined> join(long... traces) {
    List<TraceId> ids = Arrays.stream(traces).mapToObj(TracesByIdTest::idOf).toList();
    return tenant.read(
        BASE, BASE + HOUR, tables -> tables.wholeTraces().join(ids, BASE, BASE + SECOND));
  }

  private List<Long> spansOf(long... traces) {
    Joined joined = join(traces).orElseThrow();
    assertThat(joined.isCut()).isFalse();
    return SeenSpan.of(joined.table()).stream().map(SeenSpan::spanId).toList();
  }

  private static TraceId idOf(long trace) {
    Span span = span(trace, 1, 0).build();
    return new TraceId(
        span.getTraceId().asReadOnlyByteBuffer().getLong(0),
        span.getTraceId().asReadOnlyByteBuffer().getLong(8));
  }

  private static Span.Builder at(long trace, long id, long parent, long start) {
    return span(trace, id, parent).setStartTimeUnixNano(start).setEndTimeUnixNano(start + 10);
  }
}
