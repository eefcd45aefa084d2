package dev.vivace.distributor.grpc;

import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call of which it is not yet known who makes it. Until then nothing is read; what the library
/// tells is kept, a few events, and told again.
final class DeferredCall<Q> extends ServerCall.Listener<Q> {

  private final List<Consumer<ServerCall.Listener<Q>>> told = new ArrayList<>();
  private ServerCall.@Nullable Listener<Q> decided; // guarded by this, as is `told`

  /// Hands the call to who deals with it from now on.
  synchronized void becomes(ServerCall.Listener<Q> listener) {
    decided = listener;
    told.forEach(event -> event.accept(listener));
    told.clear();
  }

  private synchronized void tell(Consumer<ServerCall.Listener<Q>> event) {
    if (decided == null) {
      told.add(event);
    } else {
      event.accept(decided);
    }
  }

  @Override
  public void onMessage(Q message) {
    tell(listener -> listener.onMessage(message));
  }

  @Override
  public void onHalfClose() {
    tell(ServerCall.Listener::onHalfClose);
  }

  @Override
  public void onCancel() {
    tell(ServerCall.Listener::onCancel);
  }

  @Override
  public void onComplete() {
    tell(ServerCall.Listener::onComplete);
  }

  @Override
  public void onReady() {
    tell(ServerCall.Listener::onReady);
  }
}
