package dev.vivace.traceql.ast;

import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.value.Value;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A whole query: which spans, optionally what series of them, and hints of the last `with`.
public record Query(PipelineExpression body, @Nullable Metrics metrics, List<Hint> hints) {

  public Query {
    hints = List.copyOf(hints);
    if (metrics != null && !(body instanceof Pipeline)) {
      throw new IllegalArgumentException("metrics follow a plain pipeline only");
    }
  }

  /// The value of a hint; of several with one name the last.
  public Optional<Value> hint(String name) {
    return Hint.last(hints, name);
  }
}
