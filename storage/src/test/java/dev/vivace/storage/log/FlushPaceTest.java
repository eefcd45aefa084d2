package dev.vivace.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlushPaceTest {

  private final FlushPace pace = new FlushPace();
  private long now = TimeUnit.SECONDS.toNanos(5);

  private void flush(long millis) {
    pace.begin(now);
    pass(millis);
    assertThat(pace.end(now)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void pass(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1_000_000_000_000L, 0, Long.MAX_VALUE / 2})
  void isSlowOnceMoreThanOneFlushInAHundredTakesOverASecond(long start) {
    now = start;
    for (int i = 0; i < 100; i++) {
      flush(1);
    }
    flush(1001);
    assertThat(pace.isSlow(now)).isFalse();
    flush(1001);
    assertThat(pace.isSlow(now)).isTrue();
  }

  @Test
  void isSlowWhileAFlushIsRunningForOverASecond() {
    pace.begin(now);
    pass(1000);
    assertThat(pace.isSlow(now)).isFalse();
    pass(1);
    assertThat(pace.isSlow(now)).isTrue();
  }

  @Test
  void forgetsWhatWasTenSecondsAgo() {
    flush(1500);
    assertThat(pace.isSlow(now)).isTrue();
    pass(9_000);
    assertThat(pace.isSlow(now)).isTrue();
    pass(1_100);
    assertThat(pace.isSlow(now)).isFalse();
  }

  @Test
  void countsForHowLongItHasBeenSlowWithoutABreak() {
    for (int i = 0; i < 20; i++) {
      flush(2000);
    }
    assertThat(pace.slowNanos(now)).isEqualTo(TimeUnit.SECONDS.toNanos(38));
    pass(11_000);
    assertThat(pace.slowNanos(now)).isZero();
    flush(2000);
    assertThat(pace.slowNanos(now)).isZero();
    pass(5_000);
    assertThat(pace.slowNanos(now)).isEqualTo(TimeUnit.SECONDS.toNanos(5));
  }
}
