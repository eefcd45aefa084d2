package dev.vivace.traceql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainAxisTest {

  private static final long SECOND = 1_000_000_000;

  @ParameterizedTest
  @CsvSource({
    "PT5M, PT1S",
    "PT30M, PT5S",
    "PT1H, PT15S",
    "PT3H, PT45S",
    "PT6H, PT1M",
    "PT24H, PT5M",
    "PT59.9S, PT0.2S",
    "PT1S, PT0.05S",
    "PT0S, PT0.05S",
    "PT1M, PT1S",
  })
  void theDefaultStepFollowsTheRange(Duration range, Duration step) {
    assertThat(PlainAxis.defaultStepNanos(SECOND, SECOND + range.toNanos()))
        .isEqualTo(step.toNanos());
  }

  @Test
  void endsAreMovedOutAndOneIntervalIsPutInFront() {
    PlainAxis axis = PlainAxis.range(100 * SECOND, 101 * SECOND, 7 * SECOND);

    assertThat(axis.intervals())
        .containsExactly(
            new PlainAxis.Interval(91 * SECOND, 98 * SECOND),
            new PlainAxis.Interval(98 * SECOND, 105 * SECOND));
  }

  @Test
  void intervalsAreOpenOnTheLeftAndClosedOnTheRight() {
    PlainAxis axis = PlainAxis.range(60 * SECOND, 120 * SECOND, 60 * SECOND);

    assertThat(axis.timestampMillis(0)).isEmpty();
    assertThat(axis.timestampMillis(1)).hasValue(60_000);
    assertThat(axis.timestampMillis(60 * SECOND)).hasValue(60_000);
    assertThat(axis.timestampMillis(60 * SECOND + 1)).hasValue(120_000);
    assertThat(axis.timestampMillis(120 * SECOND)).hasValue(120_000);
    assertThat(axis.timestampMillis(120 * SECOND + 1)).isEmpty();
  }

  @Test
  void anInstantIsOneIntervalAsAskedFor() {
    PlainAxis axis = PlainAxis.instant(1_500_000_001L, 3_700_000_002L);

    assertThat(axis.intervals())
        .containsExactly(new PlainAxis.Interval(1_500_000_001L, 3_700_000_002L));
    assertThat(axis.timestampMillis(3_700_000_002L)).hasValue(3_700);
  }
}
