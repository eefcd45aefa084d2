package dev.vivace.storage.source;

import static dev.vivace.storage.head.TestSpans.request;
import static dev.vivace.storage.head.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.section.BlockEntry;
import dev.vivace.traceql.table.SpanTable;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableCatalogTest {

  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3600 * SECOND;
  private static final long BASE = 1_700_000_000 * SECOND;

  private final TenantFixture tenant = new TenantFixture();

  @Test
  void aTenantWithoutSpansHasNoTables() {
    assertThat(tenant.queryAll().seen()).isEmpty();
  }

  @Test
  void aTraceInOnePlaceIsReadThere() {
    tenant.append(at(1, 1, 0), at(2, 2, 0));
    tenant.seal();
    tenant.append(at(3, 3, 0));

    assertThat(tenant.queryAll().spanIds())
        .isEqualTo(Map.of("head 0", List.of(3L), "block 'block-0', row group 0", List.of(1L, 2L)));
  }

  @Test
  void aTraceInABlockAndTheHeadIsJoined() {
    tenant.append(at(1, 1, 0), at(2, 2, 0));
    tenant.seal();
    tenant.append(at(1, 3, 0), at(1, 1, 0), at(4, 4, 0));

    assertThat(tenant.queryAll().spanIds())
        .isEqualTo(
            Map.of(
                "head 0",
                List.of(4L),
                "split traces of heads",
                List.of(1L, 3L),
                "block 'block-0', row group 0",
                List.of(2L)));
    tenant.assertAllIsSeenOnce();
  }

  @Test
  void aTraceInTwoBlocksIsJoined() {
    tenant.append(at(1, 1, 0), at(2, 2, 0));
    tenant.seal();
    tenant.append(at(1, 3, 0), at(4, 4, 0));
    tenant.seal();

    assertThat(tenant.queryAll().spanIds())
        .containsEntry("split traces of blocks", List.of(1L, 3L))
        .containsEntry("block 'block-0', row group 0", List.of(2L))
        .containsEntry("block 'block-1', row group 0", List.of(4L));
    tenant.assertAllIsSeenOnce();
  }

  @Test
  void aTraceInTwoBlocksAndTwoHeadsIsJoined() {
    for (int i = 0; i < 3; i++) {
      tenant.append(at(1, 10 + i, 0), at(10 + i, 20 + i, 0));
      tenant.seal();
    }
    tenant.append(at(1, 13, 0), at(2, 30, 0));
    TenantFixture.Cut cut = tenant.cut();
    tenant.append(at(1, 14, 0), at(2, 31, 0));

    assertThat(tenant.queryAll().spanIds())
        .containsEntry("split traces of heads", List.of(10L, 11L, 12L, 13L, 14L, 30L, 31L));
    tenant.assertAllIsSeenOnce();
    tenant.seal(cut);
    tenant.assertAllIsSeenOnce();
    tenant.seal();
    tenant.assertAllIsSeenOnce();
  }

  @Test
  void aGiantTraceThatABlockHoldsInPartsIsJoined() {
    tenant.setMaxTraceRows(2);
    tenant.append(at(1, 1, 0), at(1, 2, 1), at(1, 3, 1), at(1, 4, 1), at(1, 5, 1));
    tenant.seal();

    assertThat(tenant.queryAll().spanIds())
        .containsEntry("split traces of blocks", List.of(1L, 2L, 3L, 4L, 5L));
    tenant.assertAllIsSeenOnce();
  }

  @Test
  void carriedTracesAreReadInTheNewerHead() {
    tenant.append(at(1, 1, 0), at(2, 2, 0));
    tenant.cut(true, false);
    tenant.append(at(1, 3, 0));

    assertThat(tenant.queryAll().spanIds())
        .isEqualTo(Map.of("head 0", List.of(2L), "head 1", List.of(1L, 3L)));
    tenant.assertAllIsSeenOnce();
  }

  @Test
  void onlyTablesThatOverlapTheRangeAreListedLatestFirst() {
    for (int i = 0; i < 4; i++) {
      tenant.append(at(i, i + 1, 0).setStartTimeUnixNano(BASE + 5 * HOUR * i));
      tenant.seal();
    }
    tenant.append(at(9, 9, 0).setStartTimeUnixNano(BASE + 20 * HOUR));

    TenantFixture.Answer answer = tenant.query(BASE + HOUR, BASE + 10 * HOUR);

    assertThat(answer.names())
        .containsExactly("block 'block-2', row group 0", "block 'block-1', row group 0");
    assertThat(answer.tables().blocks()).isEqualTo(2);
    assertThat(answer.tables().blockBytes()).isPositive();
  }

  @Test
  void aSplitTraceIsWholeAlthoughOnlyOneOfItsBlocksIsInTheRange() {
    tenant.append(at(1, 1, 0).setEndTimeUnixNano(BASE + SECOND), at(5, 5, 0));
    tenant.seal();
    tenant.append(
        at(1, 2, 1).setStartTimeUnixNano(BASE + 600 * SECOND).setEndTimeUnixNano(BASE + HOUR / 2));
    tenant.seal();

    assertThat(tenant.query(BASE, BASE + SECOND).spanIds())
        .containsEntry("split traces of blocks", List.of(1L, 2L))
        .containsEntry("block 'block-0', row group 0", List.of(5L));
    // Neither part is in the range, but the trace is.
    assertThat(tenant.query(BASE + 200 * SECOND, BASE + 201 * SECOND).spanIds())
        .isEqualTo(Map.of("split traces of blocks", List.of(1L, 2L)));
    assertThat(tenant.query(BASE + HOUR, BASE + HOUR + 1).seen()).isEmpty();
  }

  @Test
  void aPartWithoutAClockIsLookedForWhenItWasReceived() {
    tenant.append(at(1, 1, 0), at(2, 2, 0));
    tenant.seal();
    tenant.append(request(withoutClock(1, 3)), BASE + SECOND);

    assertThat(tenant.query(BASE, BASE + SECOND).spanIds())
        .containsEntry("split traces of heads", List.of(1L, 3L))
        .containsEntry("block 'block-0', row group 0", List.of(2L));
    tenant.seal();
    tenant.append(at(1, 4, 0));
    assertThat(tenant.query(BASE, BASE + SECOND).spanIds())
        .containsEntry("split traces of heads", List.of(1L, 3L, 4L));
  }

  @Test
  void theRestOfATraceIsFoundThoughItsFirstPartHasNoClock() {
    tenant.append(request(withoutClock(1, 3)), BASE + SECOND);
    tenant.seal();
    tenant.append(at(1, 1, 0), at(2, 2, 0));

    assertThat(tenant.query(BASE, BASE + SECOND).spanIds())
        .containsEntry("split traces of heads", List.of(3L, 1L))
        .containsEntry("head 0", List.of(2L));
  }

  @Test
  void whatIsAppendedIsSeenHalfASecondLater() {
    tenant.append(at(1, 1, 0));
    SpanTable before = tenant.queryAll().seen().getFirst().handle().open();
    assertThat(tenant.queryAll().seen().getFirst().handle().open()).isSameAs(before);
    tenant.append(at(2, 2, 0));

    assertThat(tenant.queryAll().spanIds()).isEqualTo(Map.of("head 0", List.of(1L, 2L)));
  }

  @Test
  void joinedTracesAreKeptUntilOneOfTheirPartsChanges() {
    tenant.append(at(1, 1, 0));
    tenant.seal();
    tenant.append(at(1, 2, 0));
    SpanTable joined = joinedOf(tenant.queryAll());
    tenant.append(at(7, 7, 0));

    assertThat(joinedOf(tenant.queryAll())).isSameAs(joined);
    tenant.append(at(1, 3, 0));
    assertThat(joinedOf(tenant.queryAll()).spanIds()).containsExactly(1, 2, 3);
  }

  @Test
  void joinedTracesOfBlocksAreKeptForOtherRangesAndWhenMoreBlocksCome() {
    tenant.append(at(1, 1, 0));
    tenant.seal();
    tenant.append(at(1, 2, 0));
    tenant.seal();
    SpanTable joined = joinedOf(tenant.queryAll());
    assertThat(joined.spanIds()).containsExactly(1, 2);

    tenant.append(hoursLater(2, 3));
    tenant.seal();
    tenant.append(hoursLater(2, 4));
    tenant.seal();
    assertThat(tenant.queryAll().seen())
        .filteredOn(table -> table.name().startsWith("split"))
        .hasSize(2)
        .anySatisfy(table -> assertThat(table.handle().open()).isSameAs(joined))
        .anySatisfy(table -> assertThat(table.handle().open().spanIds()).containsExactly(3, 4));
    assertThat(joinedOf(tenant.query(BASE, BASE + SECOND))).isSameAs(joined);
  }

  @Test
  void blocksThatCannotBeReadAreCounted() {
    tenant.append(at(1, 1, 0));
    tenant.seal();
    tenant.append(at(2, 2, 0));
    BlockEntry second = tenant.seal();
    tenant.store().delete(second.key());

    TenantFixture.Answer answer = tenant.queryAll();

    assertThat(answer.spanIds()).isEqualTo(Map.of("block 'block-0', row group 0", List.of(1L)));
    assertThat(answer.tables().failedBlocks()).isEqualTo(1);
  }

  @Test
  void moreSplitTracesThanMayBeJoinedAreSaid() {
    TenantFixture small = new TenantFixture(new TableLimits(1 << 20, 1, 1 << 20, 10));
    small.append(large(1, 1));
    small.seal();
    small.append(large(1, 100));
    small.seal();

    assertThat(small.queryAll().tables().reachedLimit()).contains("more than 1 bytes");
  }

  @Test
  void moreSplitTracesThanAreLookedAtAreSaid() {
    TenantFixture small = new TenantFixture(new TableLimits(1 << 20, 1 << 20, 1 << 20, 1));
    small.append(at(1, 1, 0), at(2, 2, 0));
    small.seal();
    small.append(at(1, 3, 0), at(2, 4, 0));

    assertThat(small.queryAll().tables().reachedLimit()).contains("more than 1 traces");
  }

  @Test
  void aReleasedHeadGivesItsMemoryBack() {
    tenant.append(at(1, 1, 0));
    long used = tenant.memory().usedBytes();
    tenant.queryAll();
    tenant.seal();
    tenant.queryAll();

    // A new head without spans is all that there is.
    assertThat(tenant.memory().usedBytes()).isLessThan(used);
  }

  private static SpanTable joinedOf(TenantFixture.Answer answer) {
    return answer.seen().stream()
        .filter(table -> table.name().startsWith("split"))
        .findFirst()
        .orElseThrow()
        .handle()
        .open();
  }

  private static Span.Builder[] large(long trace, long firstSpan) {
    List<Span.Builder> spans = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      spans.add(at(trace, firstSpan + i, 0).setName("x".repeat(100_000)));
    }
    return spans.toArray(Span.Builder[]::new);
  }

  private static Span.Builder withoutClock(long trace, long id) {
    return at(trace, id, 0).setStartTimeUnixNano(0).setEndTimeUnixNano(0);
  }

  /// A span that starts as many nanoseconds after the base as its id.
  private static Span.Builder hoursLater(long trace, long id) {
    long start = BASE + Duration.ofHours(5).toNanos() + id;
    return span(trace, id, 0).setStartTimeUnixNano(start).setEndTimeUnixNano(start + 10);
  }

  private static Span.Builder at(long trace, long id, long parent) {
    return span(trace, id, parent)
        .setStartTimeUnixNano(BASE + id)
        .setEndTimeUnixNano(BASE + id + 10);
  }
}
