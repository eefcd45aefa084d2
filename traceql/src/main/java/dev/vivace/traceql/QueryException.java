package dev.vivace.traceql;

/// A query that cannot be answered as written. The message begins with line and column, counted
/// from one in characters, as in `1:3: unknown intrinsic 'sttus'; did you mean 'status'?`, so that
/// an endpoint can put `invalid TraceQL query: ` before it.
public final class QueryException extends RuntimeException {

  /// Why the query was refused. Every kind is the caller's to mend: 400, `INVALID_ARGUMENT`.
  public enum Kind {
    /// The text is not in the language.
    PARSE,
    /// The text is in the language, but types or arguments are wrong.
    VALIDATE,
    /// Well typed, but deliberately not executed.
    UNSUPPORTED,
    /// Larger or deeper than [QueryLimits] allow.
    LIMIT
  }

  private final Kind kind;

  public QueryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
