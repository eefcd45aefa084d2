package dev.vivace.traceql.oracle;

import dev.vivace.traceql.span.EventView;
import dev.vivace.traceql.span.LinkView;
import dev.vivace.traceql.span.SpanView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One event and one link of a span, on which a condition is tried.
record Binding(Optional<EventView> event, Optional<LinkView> link) {

  /// The first of each: what `by`, aggregates and `select` see of several.
  static Binding first(SpanView span) {
    return new Binding(
        span.events().stream().map(one -> (EventView) one).findFirst(),
        span.links().stream().map(one -> (LinkView) one).findFirst());
  }

  /// All pairs that a condition on events or on links, or on both, must be tried on. A span without
  /// events has none for a condition on events.
  static Stream<Binding> all(SpanView span, boolean onEvents, boolean onLinks) {
    List<Optional<EventView>> events =
        onEvents
            ? span.events().stream().map(one -> Optional.of((EventView) one)).toList()
            : List.of(Optional.empty());
    List<Optional<LinkView>> links =
        onLinks
            ? span.links().stream().map(one -> Optional.of((LinkView) one)).toList()
            : List.of(Optional.empty());
    return events.stream().flatMap(event -> links.stream().map(link -> new Binding(event, link)));
  }
}
