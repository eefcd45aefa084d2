package dev.vivace.traceql.ast;

import dev.vivace.traceql.value.Value;

/// `name=value` of a `with` clause. Unknown and wrongly typed ones are ignored by their readers.
public record Hint(String name, Value value) {}
