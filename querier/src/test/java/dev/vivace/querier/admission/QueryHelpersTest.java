package dev.vivace.querier.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueryHelpersTest {

  private static final long PATIENCE_SECONDS = 30;

  @Test
  void tasksRunAtTheSameTimeIfHelpersAreFree() {
    CyclicBarrier together = new CyclicBarrier(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Runnable task =
        () -> {
          threads.add(Thread.currentThread());
          await(together);
        };

    new QueryHelpers(2).runAll(List.of(task, task, task));

    assertThat(threads).hasSize(3).contains(Thread.currentThread());
  }

  @Test
  void withoutFreeHelpersTheCallerRunsAllTasks() throws InterruptedException {
    QueryHelpers helpers = new QueryHelpers(1);
    CountDownLatch isBusy = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Runnable busy =
        () -> {
          isBusy.countDown();
          await(end);
        };
    Thread other = Thread.startVirtualThread(() -> helpers.runAll(List.of(() -> await(end), busy)));
    await(isBusy);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Runnable task = () -> threads.add(Thread.currentThread());

    helpers.runAll(List.of(task, task, task));
    end.countDown();
    other.join();

    assertThat(threads).containsExactly(Thread.currentThread());
  }

  @Test
  void allTasksEndBeforeTheFirstFailureIsThrown() {
    AtomicInteger ended = new AtomicInteger();
    Runnable good = ended::incrementAndGet;

    assertThatThrownBy(
            () ->
                new QueryHelpers(2)
                    .runAll(
                        List.of(
                            good,
                            () -> {
                              throw new IllegalStateException("second");
                            },
                            good,
                            () -> {
                              throw new IllegalStateException("fourth");
                            },
                            good)))
        .hasMessage("second");
    assertThat(ended).hasValue(3);
  }

  @Test
  void noHelpersAndNoTasksAreFine() {
    AtomicInteger runs = new AtomicInteger();

    new QueryHelpers(0).runAll(Collections.nCopies(4, runs::incrementAndGet));
    new QueryHelpers(0).runAll(List.of());

    assertThat(runs).hasValue(4);
    assertThat(new QueryHelpers(0).workers()).isEqualTo(1);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
