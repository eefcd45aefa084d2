package dev.vivace.traceql.engine;

/// What may end a query before it is done: its deadline, its budget, a caller who went. Asked
/// often, so the answer must be cheap.
public interface QueryGuard {

  /// For queries that nothing ends.
  QueryGuard NONE = () -> {};

  /// Throws a [QueryEndedException] if the query must end now.
  void check();
}
