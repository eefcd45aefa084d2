package dev.vivace.ingester;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.EnvelopeList;
import dev.vivace.model.span.EventList;
import dev.vivace.model.span.LinkList;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import dev.vivace.model.span.ValueType;

/// Refuses what neither a head nor a block could hold: a single value beyond [#MAX_VALUE_BYTES].
/// With the usual limits of receivers nothing comes near it.
final class ValueLimits {

  /// The longest name, key, value, message, or set of unknown fields. A block takes twice as much.
  static final int MAX_VALUE_BYTES = 32 << 20;

  private ValueLimits() {}

  /// Throws `InvalidRequestException` if a value is too long. Costs nothing for a small request.
  static void check(SpanBatch batch) {
    if (batch.length() <= MAX_VALUE_BYTES) {
      return;
    }
    checkEnvelopes("resource", batch.resources());
    checkEnvelopes("scope", batch.scopes());
    checkSpans(batch.spans());
    checkAttributes("span", batch.spanAttributes());
    checkEvents(batch.events());
    checkAttributes("event", batch.eventAttributes());
    checkLinks(batch.links());
    checkAttributes("link", batch.linkAttributes());
  }

  private static void checkEnvelopes(String what, EnvelopeList envelopes) {
    for (int i = 0; i < envelopes.count(); i++) {
      check(what, envelopes.envelope(i));
    }
  }

  private static void checkSpans(SpanList spans) {
    for (int i = 0; i < spans.count(); i++) {
      check("span name", spans.name(i));
      check("status message", spans.statusMessage(i));
      check("unknown fields of a status", spans.statusUnknownFields(i));
      check("trace state", spans.traceState(i));
      check("unknown fields of a span", spans.unknownFields(i));
    }
  }

  private static void checkEvents(EventList events) {
    for (int i = 0; i < events.count(); i++) {
      check("event name", events.name(i));
      check("unknown fields of an event", events.unknownFields(i));
    }
  }

  private static void checkLinks(LinkList links) {
    for (int i = 0; i < links.count(); i++) {
      check("trace state of a link", links.traceState(i));
      check("unknown fields of a link", links.unknownFields(i));
    }
  }

  private static void checkAttributes(String owner, AttributeList attributes) {
    for (int i = 0; i < attributes.count(); i++) {
      check(owner + " attribute key", attributes.key(i));
      if (!ValueType.ofCode(attributes.type(i)).isNumber()) {
        check(owner + " attribute value", attributes.value(i));
      }
    }
  }

  private static void check(String what, long slice) {
    if (Slice.length(slice) > MAX_VALUE_BYTES) {
      throw new InvalidRequestException(
          "%s of %,d bytes (limit: %,d); send less or set max_attribute_bytes"
              .formatted(what, Slice.length(slice), MAX_VALUE_BYTES));
    }
  }
}
