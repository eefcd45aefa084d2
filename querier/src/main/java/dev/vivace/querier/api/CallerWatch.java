package dev.vivace.querier.api;

/// Whether the caller of a request over HTTP still waits: its thread is interrupted otherwise.
public final class CallerWatch {

  private CallerWatch() {}

  public static boolean isThere() {
    return !Thread.currentThread().isInterrupted();
  }
}
