package dev.vivace.storage.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.block.MemoryObjectStore;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.protocol.Tenants;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreRunnerTest {

  private static final Patience SHORT =
      new Patience(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(100));

  private final AtomicInteger calls = new AtomicInteger();

  /// A store of which so many calls fail.
  private ObjectStore failing(int times) {
    ObjectStore store = new MemoryObjectStore();
    return (ObjectStore)
        Proxy.newProxyInstance(
            ObjectStore.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (_, method, arguments) -> {
              if (calls.getAndIncrement() < times) {
                throw new StoreUnavailableException("the store is away");
              }
              return method.invoke(store, arguments);
            });
  }

  @Test
  void aFailedCallIsMadeAgain() {
    assertThat(new StoreRunner(failing(3), SHORT).run(Tenants.all())).isEmpty();
    assertThat(calls).hasValue(4);
  }

  @Test
  void patienceEndsAndSaysWhatFailed() {
    assertThatThrownBy(() -> new StoreRunner(failing(1_000_000), SHORT).run(Tenants.all()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("the store is away; tried for PT0.1S, ");
    assertThat(calls.get()).isBetween(2, 200);
  }

  @Test
  void aClosedRunnerDoesNotWait() {
    StoreRunner runner =
        new StoreRunner(
            failing(1),
            new Patience(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(9)));
    runner.close();
    assertThatThrownBy(() -> runner.run(Tenants.all()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("the process ends");
  }
}
