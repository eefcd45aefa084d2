package dev.vivace.storage.simulation;

import dev.vivace.storage.protocol.StoreAnswer;
import dev.vivace.storage.protocol.StoreCall;
import dev.vivace.storage.protocol.StoreProtocol;
import dev.vivace.storage.protocol.StoreStep;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs protocols for a process: calls the store, and goes on with the answers for as long as the
/// process lives. A planted bug may change either.
final class Runner {

  private final World world;
  private final SimProcess process;
  private final Saboteur saboteur;

  Runner(World world, SimProcess process) {
    this.world = world;
    this.process = process;
    this.saboteur = world.saboteur();
  }

  <R> void run(StoreProtocol<R> protocol, Consumer<? super R> done) {
    goOn(protocol, protocol.begin(), done);
  }

  private <R> void goOn(StoreProtocol<R> protocol, StoreStep<R> step, Consumer<? super R> done) {
    switch (step) {
      case StoreStep.Done<R>(var result) -> {
        if (world.survives(process, 2)) {
          process.run(() -> done.accept(result));
        }
      }
      case StoreStep.Call<R>(var call) -> {
        if (!world.survives(process, call instanceof StoreCall.Create ? 4 : 1)) {
          return;
        }
        Consumer<StoreAnswer> next =
            answer -> process.run(() -> goOn(protocol, protocol.answered(answer), done));
        process.run(
            () -> {
              Optional<StoreAnswer> invented = saboteur.insteadOf(call, process);
              if (invented.isPresent()) {
                process.after(0, () -> next.accept(invented.get()));
              } else {
                world
                    .store()
                    .call(call, answer -> next.accept(saboteur.alter(call, answer, process)));
              }
            });
      }
    }
  }
}
