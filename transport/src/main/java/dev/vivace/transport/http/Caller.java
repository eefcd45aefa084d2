package dev.vivace.transport.http;

/// Whether the client of a request still waits for its answer. Nobody is interrupted when it goes:
/// whoever works long for it asks from time to time.
public final class Caller {

  private volatile boolean gone;

  /// A client that waits.
  public Caller() {}

  public boolean isThere() {
    return !gone;
  }

  /// Says that the connection, or the stream of the request, was closed.
  public void leave() {
    gone = true;
  }
}
