package dev.vivace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class InFlightBytesTest {

  @Test
  void givesOutWhatFitsAndNothingMore() {
    InFlightBytes budget = new InFlightBytes(10);

    assertThat(budget.tryAcquire(6)).isTrue();
    assertThat(budget.tryAcquire(5)).isFalse();
    assertThat(budget.tryAcquire(4)).isTrue();
    assertThat(budget.usedBytes()).isEqualTo(10);
  }

  @Test
  void whatIsReleasedCanBeAcquiredAgain() {
    InFlightBytes budget = new InFlightBytes(10);
    budget.tryAcquire(10);

    budget.release(7);

    assertThat(budget.tryAcquire(8)).isFalse();
    assertThat(budget.tryAcquire(7)).isTrue();
  }

  @Test
  void aHugeRequestDoesNotOverflowTheSum() {
    InFlightBytes budget = new InFlightBytes(Long.MAX_VALUE);
    budget.tryAcquire(Long.MAX_VALUE - 1);

    assertThat(budget.tryAcquire(Long.MAX_VALUE)).isFalse();
  }

  @Test
  void whileWhatComesBehindIsSlowAQuarterIsGivenOut() {
    AtomicBoolean isSlow = new AtomicBoolean();
    InFlightBytes budget = new InFlightBytes(100, isSlow::get);
    assertThat(budget.tryAcquire(20)).isTrue();

    isSlow.set(true);
    assertThat(budget.limitBytes()).isEqualTo(25);
    assertThat(budget.tryAcquire(6)).isFalse();
    assertThat(budget.tryAcquire(5)).isTrue();

    isSlow.set(false);
    assertThat(budget.tryAcquire(75)).isTrue();
  }

  @Test
  void anEmptyBudgetIsAMistake() {
    assertThatThrownBy(() -> new InFlightBytes(0)).hasMessageContaining("expected: > 0");
  }
}
