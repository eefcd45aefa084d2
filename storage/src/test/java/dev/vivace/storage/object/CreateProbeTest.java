package dev.vivace.storage.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.error.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateProbeTest {

  @TempDir Path folder;

  @Test
  void aStoreThatCreatesOnceHasOneWinnerAndNothingIsLeft() throws InterruptedException {
    LocalObjectStore store = new LocalObjectStore(folder);
    assertThat(new CreateProbe(store).run()).isEqualTo(CreateProbe.Outcome.ONE_WINNER);
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void aStoreThatIgnoresTheConditionHasSeveralWinners() throws InterruptedException {
    assertThat(new CreateProbe(store(() -> true)).run())
        .isEqualTo(CreateProbe.Outcome.SEVERAL_WINNERS);
  }

  @Test
  void aStoreThatForgetsTheConditionNowAndThenIsFound() throws InterruptedException {
    AtomicInteger creates = new AtomicInteger();
    // Every eighth create wins, and one more in the third round.
    assertThat(
            new CreateProbe(
                    store(
                        () -> {
                          int number = creates.getAndIncrement();
                          return number % 8 == 0 || number == 18;
                        }))
                .run())
        .isEqualTo(CreateProbe.Outcome.SEVERAL_WINNERS);
  }

  @Test
  void aStoreThatRefusesEveryCreateKeepsNoCondition() throws InterruptedException {
    assertThat(new CreateProbe(store(() -> false)).run())
        .isEqualTo(CreateProbe.Outcome.SEVERAL_WINNERS);
  }

  @Test
  void aStoreThatDoesNotAnswerTellsNothing() throws InterruptedException {
    assertThat(
            new CreateProbe(
                    store(
                        () -> {
                          throw new StoreUnavailableException("away");
                        }))
                .run())
        .isEqualTo(CreateProbe.Outcome.UNKNOWN);
  }

  private static ObjectStore store(BooleanSupplier create) {
    return new ObjectStore() {
      @Override
      public boolean createIfAbsent(String key, ObjectContent content) {
        return create.getAsBoolean();
      }

      @Override
      public Optional<Long> size(String key) {
        throw new AssertionError("not asked");
      }

      @Override
      public ByteBuffer read(String key, long offset, int length) {
        throw new AssertionError("not asked");
      }

      @Override
      public Optional<byte[]> readWhole(String key, int maxBytes) {
        throw new AssertionError("not asked");
      }

      @Override
      public List<String> list(String prefix) {
        throw new AssertionError("not asked");
      }

      @Override
      public ObjectPage listPage(String prefix, String after) {
        throw new AssertionError("not asked");
      }

      @Override
      public void delete(String key) {}
    };
  }
}
