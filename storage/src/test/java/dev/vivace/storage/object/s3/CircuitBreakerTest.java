package dev.vivace.storage.object.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.StoreUnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private long now = Long.MAX_VALUE - 1_000_000_000; // the clock wraps soon
  private final CircuitBreaker breaker = new CircuitBreaker("bucket b", () -> now);

  @Test
  void someFailuresDoNotOpenItNorDoManyAtOnce() {
    fail(4);
    pass(Duration.ofMinutes(1));
    assertThatCode(breaker::enter).doesNotThrowAnyException();
    breaker.succeeded();
    fail(100);
    assertThatCode(breaker::enter).doesNotThrowAnyException();
  }

  @Test
  void failuresInARowForAWhileOpenItAndCallsFailAtOnceWithTheReason() {
    open();
    assertThatThrownBy(breaker::enter)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("bucket b has been away for 3 s")
        .hasMessageContaining("connection refused");
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void aSuccessInBetweenBeginsAnew() {
    fail(4);
    pass(Duration.ofSeconds(3));
    breaker.succeeded();
    fail(4);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void oneCallAtATimeLooksWhetherTheStoreIsBack() {
    open();
    pass(Duration.ofMillis(600));
    breaker.enter();
    assertThatThrownBy(breaker::enter).isInstanceOf(StoreUnavailableException.class);
    breaker.succeeded();
    assertThatCode(breaker::enter).doesNotThrowAnyException();
  }

  @Test
  void aCallThatSaysNothingLetsTheNextOneLook() {
    open();
    pass(Duration.ofMillis(600));
    breaker.enter();
    breaker.left();
    assertThatCode(breaker::enter).doesNotThrowAnyException();
  }

  @Test
  void pausesGrowToFiveSeconds() {
    open();
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(5));
      breaker.enter();
      breaker.failed("connection refused");
    }
    pass(Duration.ofMillis(4900));
    assertThatThrownBy(breaker::enter).isInstanceOf(StoreUnavailableException.class);
    pass(Duration.ofMillis(200));
    assertThatCode(breaker::enter).doesNotThrowAnyException();
  }

  private void open() {
    fail(4);
    pass(Duration.ofSeconds(3));
    fail(1);
  }

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      breaker.failed("connection refused");
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
