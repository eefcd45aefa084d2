package dev.vivace.querier.json;

import static dev.vivace.querier.json.FieldShape.message;
import static dev.vivace.querier.json.FieldShape.messages;
import static dev.vivace.querier.json.FieldShape.scalar;
import static dev.vivace.querier.json.FieldShape.words;

import dev.vivace.querier.json.FieldShape.Kind;

/// The shapes of OTLP's trace messages with the JSON names of the reference: the fields that its
/// clients know. Newer ones (entities, string tables) are left out, as strict clients refuse keys
/// they don't know; in protobuf they are kept.
///
/// Source: opentelemetry-proto, `trace.proto`, `common.proto`, `resource.proto`.
final class OtlpShapes {

  private static final MessageShape ANY_VALUE = new MessageShape();
  private static final MessageShape KEY_VALUE =
      new MessageShape().with(scalar(1, "key", Kind.STRING), message(2, "value", ANY_VALUE));
  private static final MessageShape ARRAY_VALUE =
      new MessageShape().with(messages(1, "values", ANY_VALUE));
  private static final MessageShape KEY_VALUE_LIST =
      new MessageShape().with(messages(1, "values", KEY_VALUE));

  static {
    ANY_VALUE.with(
        scalar(1, "stringValue", Kind.STRING).asAlternative(),
        scalar(2, "boolValue", Kind.BOOL).asAlternative(),
        scalar(3, "intValue", Kind.INT64).asAlternative(),
        scalar(4, "doubleValue", Kind.DOUBLE).asAlternative(),
        message(5, "arrayValue", ARRAY_VALUE).asAlternative(),
        message(6, "kvlistValue", KEY_VALUE_LIST).asAlternative(),
        scalar(7, "bytesValue", Kind.BYTES).asAlternative());
  }

  private static final MessageShape RESOURCE =
      new MessageShape()
          .with(
              messages(1, "attributes", KEY_VALUE),
              scalar(2, "droppedAttributesCount", Kind.UINT32));
  private static final MessageShape SCOPE =
      new MessageShape()
          .with(
              scalar(1, "name", Kind.STRING),
              scalar(2, "version", Kind.STRING),
              messages(3, "attributes", KEY_VALUE),
              scalar(4, "droppedAttributesCount", Kind.UINT32));
  private static final MessageShape EVENT =
      new MessageShape()
          .with(
              scalar(1, "timeUnixNano", Kind.FIXED64),
              scalar(2, "name", Kind.STRING),
              messages(3, "attributes", KEY_VALUE),
              scalar(4, "droppedAttributesCount", Kind.UINT32));
  private static final MessageShape LINK =
      new MessageShape()
          .with(
              scalar(1, "traceId", Kind.BYTES),
              scalar(2, "spanId", Kind.BYTES),
              scalar(3, "traceState", Kind.STRING),
              messages(4, "attributes", KEY_VALUE),
              scalar(5, "droppedAttributesCount", Kind.UINT32),
              scalar(6, "flags", Kind.FIXED32));
  private static final MessageShape STATUS =
      new MessageShape()
          .with(
              scalar(2, "message", Kind.STRING),
              words(3, "code", "STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"));
  private static final MessageShape SPAN =
      new MessageShape()
          .with(
              scalar(1, "traceId", Kind.BYTES),
              scalar(2, "spanId", Kind.BYTES),
              scalar(3, "traceState", Kind.STRING),
              scalar(4, "parentSpanId", Kind.BYTES),
              scalar(5, "name", Kind.STRING),
              words(
                  6,
                  "kind",
                  "SPAN_KIND_UNSPECIFIED",
                  "SPAN_KIND_INTERNAL",
                  "SPAN_KIND_SERVER",
                  "SPAN_KIND_CLIENT",
                  "SPAN_KIND_PRODUCER",
                  "SPAN_KIND_CONSUMER"),
              scalar(7, "startTimeUnixNano", Kind.FIXED64),
              scalar(8, "endTimeUnixNano", Kind.FIXED64),
              messages(9, "attributes", KEY_VALUE),
              scalar(10, "droppedAttributesCount", Kind.UINT32),
              messages(11, "events", EVENT),
              scalar(12, "droppedEventsCount", Kind.UINT32),
              messages(13, "links", LINK),
              scalar(14, "droppedLinksCount", Kind.UINT32),
              message(15, "status", STATUS),
              scalar(16, "flags", Kind.FIXED32));
  private static final MessageShape SCOPE_SPANS =
      new MessageShape()
          .with(
              message(1, "scope", SCOPE),
              messages(2, "spans", SPAN),
              scalar(3, "schemaUrl", Kind.STRING));
  private static final MessageShape RESOURCE_SPANS =
      new MessageShape()
          .with(
              message(1, "resource", RESOURCE),
              messages(2, "scopeSpans", SCOPE_SPANS),
              scalar(3, "schemaUrl", Kind.STRING));

  /// `TracesData`, with the name that OTLP gives its field.
  static final MessageShape TRACES_DATA =
      new MessageShape().with(messages(1, "resourceSpans", RESOURCE_SPANS));

  /// `TracesData`, with the name that its field has in the first version of the trace endpoint.
  static final MessageShape TRACES_DATA_V1 =
      new MessageShape().with(messages(1, "batches", RESOURCE_SPANS));

  private OtlpShapes() {}
}
