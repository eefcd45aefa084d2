package dev.vivace.server.lifecycle;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// Whether the process should be sent requests. Thread-safe.
public final class Readiness {

  private final List<Supplier<Optional<String>>> conditions = new CopyOnWriteArrayList<>();
  private volatile String reason = "starting";

  /// Adds a condition that gives a reason while it does not hold. It must be quick.
  public void require(Supplier<Optional<String>> condition) {
    conditions.add(condition);
  }

  /// All services run.
  public void started() {
    reason = "";
  }

  /// A stop was asked for: nothing makes it ready again.
  public void stopping() {
    conditions.addFirst(() -> Optional.of("stopping"));
  }

  /// Why not, or empty if it is ready.
  public Optional<String> reasonNotReady() {
    return conditions.stream()
        .flatMap(condition -> condition.get().stream())
        .findFirst()
        .or(() -> Optional.of(reason).filter(r -> !r.isEmpty()));
  }
}
