package dev.vivace.traceql.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeAxisTest {

  private static final long SECOND = 1_000_000_000;
  private static final long START = 1_700_000_100 * SECOND;

  @ParameterizedTest
  @CsvSource({
    "PT5M, PT1S",
    "PT30M, PT5S",
    "PT1H, PT15S",
    "PT3H, PT45S",
    "PT6H, PT1M",
    "PT24H, PT5M",
    "PT30S, PT0.1S",
    "PT1S, PT0.05S"
  })
  void theDefaultStepFollowsTheRange(Duration range, Duration step) {
    assertThat(TimeAxis.defaultStep(START, START + range.toNanos())).isEqualTo(step.toNanos());
  }

  @Test
  void endsAreMovedOutAndOneIntervalStandsInFront() {
    TimeAxis axis = TimeAxis.range(START + 1, START + 180 * SECOND - 1, 60 * SECOND);

    assertThat(axis).isEqualTo(new TimeAxis(START - 60 * SECOND, 60 * SECOND, 4));
    assertThat(axis.timestampMillis(0)).isEqualTo(1_700_000_100_000L);
    assertThat(axis.timestampMillis(3)).isEqualTo(1_700_000_280_000L);
  }

  @Test
  void intervalsAreOpenOnTheLeftAndClosedOnTheRight() {
    TimeAxis axis = new TimeAxis(START, 60 * SECOND, 2);

    assertThat(axis.interval(START)).isEqualTo(-1);
    assertThat(axis.interval(START + 1)).isZero();
    assertThat(axis.interval(START + 60 * SECOND)).isZero();
    assertThat(axis.interval(START + 60 * SECOND + 1)).isEqualTo(1);
    assertThat(axis.interval(START + 120 * SECOND)).isEqualTo(1);
    assertThat(axis.interval(START + 120 * SECOND + 1)).isEqualTo(-1);
    assertThat(axis.interval(0)).isEqualTo(-1);
    assertThat(axis.interval(-1)).isEqualTo(-1); // Unsigned: far in the future.
  }

  @Test
  void theShortestStepFillsTheRangeWithAsManyIntervalsAsThereMayBe() {
    long end = START + Duration.ofDays(30).toNanos();
    long step = TimeAxis.minStep(START, end);

    assertThat(TimeAxis.range(START, end, step).intervals())
        .isBetween(TimeAxis.MAX_INTERVALS, TimeAxis.MAX_INTERVALS + 2);
    assertThatThrownBy(() -> TimeAxis.range(START, end, step / 2))
        .hasMessageContaining("intervals (limit: 10000)");
  }
}
