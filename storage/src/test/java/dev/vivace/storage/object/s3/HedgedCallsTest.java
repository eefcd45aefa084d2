package dev.vivace.storage.object.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HedgedCallsTest {

  private final AtomicInteger hedges = new AtomicInteger();
  private final HedgedCalls calls =
      new HedgedCalls(new S3Config.Hedging(Duration.ofMillis(20), 3), hedges::incrementAndGet);

  @AfterEach
  void close() {
    calls.close();
  }

  @Test
  void anAnswerInTimeIsAskedForOnce() throws Exception {
    HedgedCalls patient =
        new HedgedCalls(new S3Config.Hedging(Duration.ofMinutes(1), 2), hedges::incrementAndGet);
    assertThat(patient.run(() -> "answer")).isEqualTo("answer");
    assertThat(hedges).hasValue(0);
    patient.close();
  }

  @Test
  void aLateAnswerIsOvertakenAndCancelled() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    AtomicInteger cancelled = new AtomicInteger();
    String answer =
        calls.run(
            () -> {
              if (requests.incrementAndGet() < 3) {
                hang(cancelled);
              }
              return "third";
            });
    assertThat(answer).isEqualTo("third");
    assertThat(hedges).hasValue(2);
    await().until(() -> cancelled.get() == 2);
  }

  @Test
  void aFailureIsTheResultOnceNothingElseIsUnderWay() {
    assertThatThrownBy(
            () ->
                calls.run(
                    () -> {
                      throw new IOException("refused");
                    }))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("refused");
    assertThat(hedges).hasValue(0);
  }

  @Test
  void aFailureWaitsForTheOtherRequest() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    CountDownLatch failed = new CountDownLatch(1);
    String answer =
        calls.run(
            () -> {
              if (requests.incrementAndGet() == 1) {
                failed.await();
                return "first";
              }
              failed.countDown();
              throw new IOException("refused");
            });
    assertThat(answer).isEqualTo("first");
  }

  private static void hang(AtomicInteger cancelled) throws InterruptedException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      cancelled.incrementAndGet();
      throw e;
    }
  }
}
