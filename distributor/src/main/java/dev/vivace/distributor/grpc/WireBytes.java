package dev.vivace.distributor.grpc;

import dev.vivace.transport.InFlightBytes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/// The bytes of one call that have come over the wire and were not yet read by its handler. The
/// library collects a message without asking; this counts it against the budget while it does, and
/// tells the call when the budget is used up.
public final class WireBytes extends ServerStreamTracer {

  private static final Context.Key<WireBytes> KEY = Context.key("vivace-wire-bytes");

  private final InFlightBytes budget;
  private long acquiredBytes;
  private boolean closed;
  private boolean overBudget;
  private boolean overLimit;
  private Runnable whenOverBudget = () -> {};

  private WireBytes(InFlightBytes budget) {
    this.budget = budget;
  }

  static ServerStreamTracer.Factory factory(InFlightBytes budget) {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new WireBytes(budget);
      }
    };
  }

  /// Those of the call in whose context this thread runs.
  public static WireBytes current() {
    return KEY.get();
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /// Has the action run once, now or later, if the budget does not hold the message.
  synchronized void onOverBudget(Runnable action) {
    whenOverBudget = action;
    if (overBudget) {
      action.run();
    }
  }

  @Override
  public synchronized void inboundWireSize(long bytes) {
    if (closed || overBudget) {
      return;
    }
    if (budget.tryAcquire(bytes)) {
      acquiredBytes += bytes;
    } else {
      overBudget = true;
      whenOverBudget.run();
    }
  }

  /// Gives the bytes back: the handler has read them.
  public synchronized void release() {
    budget.release(acquiredBytes);
    acquiredBytes = 0;
  }

  /// Whether the call has ended, on the library's side or ours, because its message was over the
  /// limit.
  synchronized boolean wasOverLimit() {
    return overLimit;
  }

  @Override
  public synchronized void streamClosed(Status status) {
    closed = true;
    overLimit = status.getCode() == Status.Code.RESOURCE_EXHAUSTED;
    release();
  }
}
