package dev.vivace.storage.view;

import static dev.vivace.storage.head.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.storage.head.HeadFixture;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedViewTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final ViewMemory memory = new ViewMemory(1 << 20);
  private final HeadFixture fixture = new HeadFixture();
  private Instant now = START;
  private final SharedView shared = new SharedView(fixture.head(), memory, () -> now);

  @BeforeEach
  void appendOne() {
    fixture.append(span(1, 1, 0));
  }

  @Test
  void aViewIsSharedForHalfASecond() {
    HeadView first = shared.get();
    fixture.append(span(1, 2, 0));
    now = START.plusMillis(499);

    assertThat(shared.get()).isSameAs(first);
    now = START.plusMillis(500);
    assertThat(shared.get().rowCount()).isEqualTo(2);
  }

  @Test
  void aViewOfAHeadThatDoesNotGrowIsGoodForEver() {
    HeadView first = shared.get();
    now = START.plusSeconds(3600);

    assertThat(shared.get()).isSameAs(first);
  }

  @Test
  void aClockThatGoesBackDoesNotKeepAnOldView() {
    HeadView first = shared.get();
    fixture.append(span(1, 2, 0));
    now = START.minusSeconds(60);

    assertThat(shared.get()).isNotSameAs(first);
  }

  @Test
  void whatAReplacedViewHeldIsNoLongerCounted() {
    shared.get().durations();
    long one = memory.usedBytes();
    fixture.append(span(1, 2, 0));
    now = START.plusSeconds(1);
    shared.get();

    assertThat(memory.usedBytes()).isLessThan(2 * one);
    shared.close();
    assertThat(memory.usedBytes()).isZero();
  }
}
