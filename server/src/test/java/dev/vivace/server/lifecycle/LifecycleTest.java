package dev.vivace.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  private static final Duration BUDGET = Duration.ofSeconds(5);

  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final Lifecycle lifecycle = new Lifecycle();

  /// Says what is done to it; fails where told to.
  private class Recorder implements Service {

    private final String name;

    Recorder(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void start() throws Exception {
      events.add("start " + name);
    }

    @Override
    public void stop(Duration timeout) throws Exception {
      events.add("stop " + name);
    }
  }

  @Test
  void startsInOrderAndStopsInReverse() {
    lifecycle.add(new Recorder("a"));
    lifecycle.add(new Recorder("b"));
    lifecycle.start(BUDGET);
    assertThat(lifecycle.states())
        .containsEntry("a", ServiceState.RUNNING)
        .containsEntry("b", ServiceState.RUNNING);
    assertThat(lifecycle.stop(BUDGET)).isTrue();
    assertThat(events).containsExactly("start a", "start b", "stop b", "stop a");
    assertThat(lifecycle.states()).containsEntry("a", ServiceState.TERMINATED);
  }

  @Test
  void whatHasStartedIsStoppedWhenTheNextCannotStart() {
    lifecycle.add(new Recorder("a"));
    lifecycle.add(
        new Recorder("b") {
          @Override
          public void start() {
            throw new IllegalStateException("the port is in use");
          }
        });
    lifecycle.add(new Recorder("c"));
    assertThatThrownBy(() -> lifecycle.start(BUDGET))
        .isInstanceOf(StartException.class)
        .hasMessage("b cannot start: the port is in use");
    assertThat(events).containsExactly("start a", "stop a");
    assertThat(lifecycle.states())
        .containsEntry("a", ServiceState.TERMINATED)
        .containsEntry("b", ServiceState.FAILED)
        .containsEntry("c", ServiceState.NEW);
  }

  @Test
  void aServiceThatDoesNotEndIsLeftBehindAndTheOthersAreStopped() {
    CountDownLatch never = new CountDownLatch(1);
    lifecycle.add(
        new Recorder("a") {
          @Override
          public void stop(Duration timeout) throws Exception {
            never.await();
          }
        });
    lifecycle.start(BUDGET);
    assertThat(lifecycle.stop(Duration.ofMillis(50))).isFalse();
    assertThat(lifecycle.states()).containsEntry("a", ServiceState.FAILED);
    never.countDown();
  }

  @Test
  void aFailureWhileStoppingDoesNotKeepTheOthersFromIt() {
    lifecycle.add(new Recorder("a"));
    lifecycle.add(
        new Recorder("b") {
          @Override
          public void stop(Duration timeout) {
            throw new IllegalStateException("disk full");
          }
        });
    lifecycle.start(BUDGET);
    assertThat(lifecycle.stop(BUDGET)).isFalse();
    assertThat(events).contains("stop a");
  }

  @Test
  void namesAreUnique() {
    lifecycle.add(new Recorder("a"));
    assertThatThrownBy(() -> lifecycle.add(new Recorder("a")))
        .hasMessage("two services are named a");
  }

  @Test
  void readinessNeedsTheStartAndEveryConditionAndEndsWithTheStop() {
    Readiness readiness = new Readiness();
    assertThat(readiness.reasonNotReady()).contains("starting");
    readiness.started();
    assertThat(readiness.reasonNotReady()).isEmpty();
    readiness.require(() -> Optional.of("log failed"));
    assertThat(readiness.reasonNotReady()).contains("log failed");
    readiness.stopping();
    assertThat(readiness.reasonNotReady()).contains("stopping");
  }
}
