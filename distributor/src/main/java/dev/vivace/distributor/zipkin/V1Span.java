package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One span as Zipkin's first version says it: what happened, where and when, and facts, each with
/// the endpoint that noted it. Such a span may hold both sides of a call.
final class V1Span {

  /// What happened at a moment; some values mean the borders of a call.
  record Event(long timestampMicros, Text value, @Nullable Endpoint endpoint) {}

  /// A fact, or, under some keys, the address of an endpoint.
  record Fact(String key, TagValue value, @Nullable Endpoint endpoint) {}

  final SpanIds ids = new SpanIds();
  Text name = Text.EMPTY;

  /// 0 if the sender said none.
  long timestampMicros;

  /// 0 if the sender said none.
  long durationMicros;

  private final List<Event> events = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();

  List<Event> events() {
    return events;
  }

  List<Fact> facts() {
    return facts;
  }

  void add(Event event) {
    if (events.size() == ZipkinSpan.MAX_ANNOTATIONS) {
      throw ids.hasTooMany("annotations", ZipkinSpan.MAX_ANNOTATIONS);
    }
    events.add(event);
  }

  void add(Fact fact) {
    if (facts.size() == ZipkinSpan.MAX_TAGS) {
      throw ids.hasTooMany("binary annotations", ZipkinSpan.MAX_TAGS);
    }
    facts.add(fact);
  }
}
