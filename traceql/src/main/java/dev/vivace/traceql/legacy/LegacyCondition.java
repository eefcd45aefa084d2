package dev.vivace.traceql.legacy;

import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.value.Status;

/// One condition of a search by tags. A trace matches if each is met somewhere in it; only the
/// [AttributeEquals] together must be met by the spans of one resource.
public sealed interface LegacyCondition {

  /// The text stands somewhere in a string that some span has there; upper and lower case differ.
  record Contains(Reference place, String text) implements LegacyCondition {}

  /// Some span has this `http.status_code`, as an int.
  record HttpStatusIs(long code) implements LegacyCondition {}

  /// Some span has this status.
  record StatusIs(Status status) implements LegacyCondition {}

  /// A span or its resource has this string under this key, alone or as an element of an array.
  record AttributeEquals(String key, String value) implements LegacyCondition {}
}
