package dev.vivace.traceql.oracle;

import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import java.util.List;
import java.util.Map;

/// Short ways to make spans of which little matters.
final class Spans {

  private Spans() {}

  static PlainSpan of(
      String id, String parent, Kind kind, String name, Map<String, Value> attributes) {
    return of(id, parent, kind, name, attributes, Map.of());
  }

  static PlainSpan of(
      String id,
      String parent,
      Kind kind,
      String name,
      Map<String, Value> attributes,
      Map<String, Value> resource) {
    return new PlainSpan(
        id,
        parent,
        name,
        kind,
        Status.UNSET,
        "",
        1_000,
        1_000,
        new PlainResource(0, resource, "", "", Map.of()),
        attributes,
        List.of(),
        List.of());
  }
}
