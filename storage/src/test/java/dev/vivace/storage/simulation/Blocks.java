package dev.vivace.storage.simulation;

import static dev.vivace.storage.simulation.Times.SECOND;

import dev.vivace.storage.protocol.StoreAnswer;
import dev.vivace.storage.protocol.StoreCall;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/// Blocks that a process stores and reads, each call repeated until it says something.
final class Blocks {

  private static final int MAX_BYTES = 1 << 20;

  private final World world;
  private final SimProcess process;

  Blocks(World world, SimProcess process) {
    this.world = world;
    this.process = process;
  }

  /// Creates an object; told whether it is there now with this content.
  void createOrCompare(String key, byte[] content, Consumer<Boolean> isSame) {
    call(
        new StoreCall.Create(key, content),
        answer -> {
          if (answer instanceof StoreAnswer.Created) {
            isSame.accept(true);
          } else {
            compare(key, content, isSame);
          }
        });
  }

  private void compare(String key, byte[] content, Consumer<Boolean> isSame) {
    read(
        key,
        found -> {
          if (found.isEmpty()) {
            createOrCompare(key, content, isSame); // Deleted in between.
          } else {
            isSame.accept(Arrays.equals(found.get(), content));
          }
        });
  }

  void read(String key, Consumer<Optional<byte[]>> done) {
    call(
        new StoreCall.Read(key, MAX_BYTES),
        answer ->
            done.accept(
                answer instanceof StoreAnswer.Found(var content)
                    ? Optional.of(content)
                    : Optional.empty()));
  }

  void delete(String key, Runnable done) {
    call(new StoreCall.Delete(key), _ -> done.run());
  }

  private void call(StoreCall call, Consumer<StoreAnswer> done) {
    if (!world.survives(process, 1)) {
      return;
    }
    process.run(
        () -> world.store().call(call, answer -> process.run(() -> answered(call, answer, done))));
  }

  private void answered(StoreCall call, StoreAnswer answer, Consumer<StoreAnswer> done) {
    if (answer instanceof StoreAnswer.Failed) {
      process.after(SECOND, () -> call(call, done));
    } else {
      done.accept(answer);
    }
  }
}
