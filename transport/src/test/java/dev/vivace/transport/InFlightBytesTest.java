package dev.vivace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
  void anEmptyBudgetIsAMistake() {
    assertThatThrownBy(() -> new InFlightBytes(0)).hasMessageContaining("expected: > 0");
  }
}
