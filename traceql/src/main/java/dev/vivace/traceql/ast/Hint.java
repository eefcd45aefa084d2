package dev.vivace.traceql.ast;

import dev.vivace.traceql.value.Value;
import java.util.List;
import java.util.Optional;

/// `name=value` of a `with` clause. Unknown and wrongly typed ones are ignored by their readers.
public record Hint(String name, Value value) {

  static Optional<Value> last(List<Hint> hints, String name) {
    return hints.reversed().stream()
        .filter(hint -> hint.name().equals(name))
        .map(Hint::value)
        .findFirst();
  }
}
