package dev.vivace.traceql.engine;

/// A query was ended by its [QueryGuard]. The message says why, for people.
public final class QueryEndedException extends RuntimeException {

  public QueryEndedException(String message) {
    super(message, null, false, false); // Part of normal work: no stack trace.
  }
}
