package dev.vivace.cli.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetryingSenderTest {
  private static final Answer AWAY = new Answer.TryAgain(true, Duration.ZERO, "away");
  private static final Answer LIMITED =
      new Answer.TryAgain(false, Duration.ofMillis(200), "too much");
  private static final Answer REFUSED = new Answer.Refused("bad");

  private final Stop stop = new Stop();

  /// Gives answers one after the other, the last for ever.
  private static final class Script implements OtlpSender {
    private final Deque<Answer> answers;

    Script(Answer... answers) {
      this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public Answer send(ExportTraceServiceRequest request, String tenant) {
      return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
    }

    @Override
    public void close() {}
  }

  private Outcome outcome(Duration retryFor, Answer... answers) {
    return new RetryingSender(retryFor, Duration.ZERO, stop)
        .send(new Script(answers), ExportTraceServiceRequest.getDefaultInstance(), "");
  }

  @Test
  void whatIsTakenInTheEndIsAcknowledged() {
    assertThat(outcome(Duration.ofSeconds(5), AWAY, LIMITED, new Answer.Taken()))
        .isEqualTo(Outcome.ACKNOWLEDGED);
  }

  @Test
  void aRefusalIsOneOnlyIfNoEarlierAttemptMayHaveBeenStored() {
    Duration time = Duration.ofSeconds(5);
    assertThat(outcome(time, REFUSED)).isEqualTo(Outcome.REJECTED);
    assertThat(outcome(time, LIMITED, REFUSED)).isEqualTo(Outcome.REJECTED);
    assertThat(outcome(time, AWAY, REFUSED)).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void whatIsGivenUpIsUnknownIfItMayHaveBeenStored() {
    assertThat(outcome(Duration.ofMillis(100), AWAY)).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcome(Duration.ofMillis(100), LIMITED)).isEqualTo(Outcome.REJECTED);
    assertThat(outcome(Duration.ofSeconds(1), new Answer.Unclear("?"))).isEqualTo(Outcome.UNKNOWN);
    assertThat(outcome(Duration.ofSeconds(1), new Answer.TakenInPart(1, "?")))
        .isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void theServersDelayIsKept() {
    long began = System.nanoTime();
    outcome(Duration.ofSeconds(5), LIMITED, new Answer.Taken());
    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(200_000_000);
  }

  @Test
  void anEndIsNotWaitedOut() {
    stop.ask();
    assertThat(outcome(Duration.ofMinutes(10), AWAY)).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void whatIsUnderWayAtTheEndIsStillFinished() {
    stop.ask();
    Outcome outcome =
        new RetryingSender(Duration.ofMinutes(10), Duration.ofSeconds(30), stop)
            .send(
                new Script(AWAY, AWAY, new Answer.Taken()),
                ExportTraceServiceRequest.getDefaultInstance(),
                "");
    assertThat(outcome).isEqualTo(Outcome.ACKNOWLEDGED);
  }
}
