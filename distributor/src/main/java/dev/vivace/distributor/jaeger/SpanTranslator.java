package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;
import java.nio.ByteBuffer;

/// Writes a span as an OTLP span of the resource begun last.
///
/// | of Jaeger | of OTLP |
/// | --- | --- |
/// | `operationName`, `startTime`, `duration` | name, start, end |
/// | `parentSpanId`; else the first reference of the trace that is child of, else follows from | parent |
/// | the other references | links with `opentracing.ref_type` |
/// | logs | events, named by their field `event` |
/// | tags `span.kind`, `w3c.tracestate`, `otel.scope.*`, `otel.library.*` | kind, trace state, scope |
/// | tags of [SpanStatus] | status |
/// | other tags, warnings | attributes |
final class SpanTranslator {

  private static final Text KIND = Text.of("span.kind");
  private static final Text TRACE_STATE = Text.of("w3c.tracestate");
  private static final Text SCOPE_NAME = Text.of("otel.scope.name");
  private static final Text SCOPE_VERSION = Text.of("otel.scope.version");
  private static final Text LIBRARY_NAME = Text.of("otel.library.name");
  private static final Text LIBRARY_VERSION = Text.of("otel.library.version");
  private static final Text WARNINGS = Text.of("jaeger.internal.warnings");
  private static final Text REFERENCE_TYPE = Text.of("opentracing.ref_type");
  private static final Text CHILD_OF = Text.of("child_of");
  private static final Text FOLLOWS_FROM = Text.of("follows_from");
  private static final Text EVENT = Text.of("event");

  private static final int SAMPLED = 1;
  private static final int NONE = -1;

  private final DistinctTags tags = new DistinctTags();
  private final DistinctTags fields = new DistinctTags();

  void translate(JaegerSpan span, OtlpRequestWriter out) throws RefusedException {
    tags.set(span.tags, 0, span.tags.count());
    int kind = takeKind();
    SpanStatus status = SpanStatus.take(tags, kind);
    Text traceState = tags.takeText(TRACE_STATE);
    out.beginScope(takeFirst(SCOPE_NAME, LIBRARY_NAME), takeFirst(SCOPE_VERSION, LIBRARY_VERSION));
    if (span.hasOddIds) {
      out.beginSpan(span.oddTraceId, span.oddSpanId);
    } else {
      out.beginSpan(span.traceHigh, span.traceLow, span.spanId);
    }
    out.traceState(traceState);
    out.name(span.name);
    out.kind(kind);
    out.times(span.startNanos, span.startNanos + Math.max(0, span.durationNanos));
    out.status(status.code(), status.message());
    out.flags(span.flags & SAMPLED);
    tags.write(out);
    if (!span.warnings.isEmpty()) {
      out.stringsAttribute(WARNINGS, span.warnings);
    }
    writeParentAndLinks(span, out);
    writeEvents(span.logs, out);
    out.endSpan();
  }

  private int takeKind() {
    int entry = tags.find(KIND);
    if (entry == DistinctTags.NONE) {
      return 0;
    }
    String word = tags.type(entry) == TagType.STRING ? tags.text(entry).toLowerCase() : "";
    tags.remove(entry);
    return switch (word) {
      case "internal" -> 1;
      case "server" -> 2;
      case "client" -> 3;
      case "producer" -> 4;
      case "consumer" -> 5;
      default -> 0;
    };
  }

  /// Takes both texts out and returns the first that is not empty.
  private Text takeFirst(Text key, Text olderKey) {
    Text text = tags.takeText(key);
    Text olderText = tags.takeText(olderKey);
    return text.isEmpty() ? olderText : text;
  }

  private static void writeParentAndLinks(JaegerSpan span, OtlpRequestWriter out) {
    ReferenceList references = span.references;
    long parentId = span.parentId;
    int childOf = findParent(span, ReferenceList.CHILD_OF, parentId);
    if (parentId == 0) {
      int parent =
          childOf == NONE ? findParent(span, ReferenceList.FOLLOWS_FROM, parentId) : childOf;
      parentId = parent == NONE ? 0 : references.spanId(parent);
    }
    out.parentId(parentId);
    for (int i = 0; i < references.count(); i++) {
      if (i != childOf) {
        writeLink(references, i, out);
      }
    }
  }

  /// The first reference of this type within the trace, to this span if it is known.
  private static int findParent(JaegerSpan span, int type, long parentId) {
    ReferenceList references = span.references;
    for (int i = 0; i < references.count(); i++) {
      long id = references.spanId(i);
      if (references.type(i) == type
          && references.traceHigh(i) == span.traceHigh
          && references.traceLow(i) == span.traceLow
          && (parentId == 0 ? id != 0 : id == parentId)) {
        return i;
      }
    }
    return NONE;
  }

  private static void writeLink(ReferenceList references, int index, OtlpRequestWriter out) {
    long high = references.traceHigh(index);
    long low = references.traceLow(index);
    long spanId = references.spanId(index);
    if ((high | low) != 0 && spanId != 0) {
      out.beginLink(high, low, spanId, Text.EMPTY);
    } else {
      out.beginLink(id(high, low), id(spanId), Text.EMPTY);
    }
    switch (references.type(index)) {
      case ReferenceList.CHILD_OF -> out.stringAttribute(REFERENCE_TYPE, CHILD_OF);
      case ReferenceList.FOLLOWS_FROM -> out.stringAttribute(REFERENCE_TYPE, FOLLOWS_FROM);
      default -> {} // A type that nobody knows says nothing.
    }
    out.endLink();
  }

  /// An id, or nothing where it is absent.
  private static Text id(long... parts) {
    ByteBuffer bytes = ByteBuffer.allocate(parts.length * Long.BYTES);
    boolean isAbsent = true;
    for (long part : parts) {
      bytes.putLong(part);
      isAbsent &= part == 0;
    }
    return isAbsent ? Text.EMPTY : new Text(bytes.array(), 0, bytes.capacity());
  }

  private void writeEvents(LogList logs, OtlpRequestWriter out) {
    for (int i = 0; i < logs.count(); i++) {
      fields.set(logs.fields(), logs.firstField(i), logs.fieldEnd(i));
      out.beginEvent(logs.timeNanos(i), fields.takeText(EVENT));
      fields.write(out);
      out.endEvent();
    }
  }
}
