package dev.vivace.model.otlp;

/// Field numbers and tags of OTLP's messages. A tag is `number << 3 | wire type`; a field that
/// arrives with another wire type has another tag and so is an unknown field, as it is to the
/// generated classes.
///
/// Source: `trace.proto` and `common.proto` of OTLP 1.11.
final class OtlpFields {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /// `ExportTraceServiceRequest` and `TracesData`.
  static final int RESOURCE_SPANS_TAG = 1 << 3 | BYTES;

  /// `ResourceSpans` and `ScopeSpans` have one shape: the sender, the children, the schema URL.
  static final int SENDER = 1;

  static final int SCHEMA_URL = 3;
  static final int SENDER_TAG = SENDER << 3 | BYTES;
  static final int CHILDREN_TAG = 2 << 3 | BYTES;
  static final int SCHEMA_URL_TAG = SCHEMA_URL << 3 | BYTES;

  /// `ResourceSpans.instrumentation_library_spans`, what scope spans were called before OTLP 0.15.
  static final int OLD_CHILDREN_TAG = 1000 << 3 | BYTES;

  static final int TRACE_ID = 1;
  static final int SPAN_ID = 2;
  static final int TRACE_STATE = 3;
  static final int PARENT_ID = 4;
  static final int NAME = 5;
  static final int KIND = 6;
  static final int START = 7;
  static final int END = 8;
  static final int ATTRIBUTES = 9;
  static final int DROPPED_ATTRIBUTES = 10;
  static final int EVENTS = 11;
  static final int DROPPED_EVENTS = 12;
  static final int LINKS = 13;
  static final int DROPPED_LINKS = 14;
  static final int STATUS = 15;
  static final int FLAGS = 16;

  static final int TRACE_ID_TAG = TRACE_ID << 3 | BYTES;
  static final int SPAN_ID_TAG = SPAN_ID << 3 | BYTES;
  static final int TRACE_STATE_TAG = TRACE_STATE << 3 | BYTES;
  static final int PARENT_ID_TAG = PARENT_ID << 3 | BYTES;
  static final int NAME_TAG = NAME << 3 | BYTES;
  static final int KIND_TAG = KIND << 3 | VARINT;
  static final int START_TAG = START << 3 | FIXED64;
  static final int END_TAG = END << 3 | FIXED64;
  static final int ATTRIBUTES_TAG = ATTRIBUTES << 3 | BYTES;
  static final int DROPPED_ATTRIBUTES_TAG = DROPPED_ATTRIBUTES << 3 | VARINT;
  static final int EVENTS_TAG = EVENTS << 3 | BYTES;
  static final int DROPPED_EVENTS_TAG = DROPPED_EVENTS << 3 | VARINT;
  static final int LINKS_TAG = LINKS << 3 | BYTES;
  static final int DROPPED_LINKS_TAG = DROPPED_LINKS << 3 | VARINT;
  static final int STATUS_TAG = STATUS << 3 | BYTES;
  static final int FLAGS_TAG = FLAGS << 3 | FIXED32;

  static final int STATUS_MESSAGE = 2;
  static final int STATUS_CODE = 3;
  static final int STATUS_MESSAGE_TAG = STATUS_MESSAGE << 3 | BYTES;
  static final int STATUS_CODE_TAG = STATUS_CODE << 3 | VARINT;

  static final int EVENT_TIME = 1;
  static final int EVENT_NAME = 2;
  static final int EVENT_ATTRIBUTES = 3;
  static final int EVENT_DROPPED_ATTRIBUTES = 4;
  static final int EVENT_TIME_TAG = EVENT_TIME << 3 | FIXED64;
  static final int EVENT_NAME_TAG = EVENT_NAME << 3 | BYTES;
  static final int EVENT_ATTRIBUTES_TAG = EVENT_ATTRIBUTES << 3 | BYTES;
  static final int EVENT_DROPPED_ATTRIBUTES_TAG = EVENT_DROPPED_ATTRIBUTES << 3 | VARINT;

  static final int LINK_TRACE_ID = 1;
  static final int LINK_SPAN_ID = 2;
  static final int LINK_TRACE_STATE = 3;
  static final int LINK_ATTRIBUTES = 4;
  static final int LINK_DROPPED_ATTRIBUTES = 5;
  static final int LINK_FLAGS = 6;
  static final int LINK_TRACE_ID_TAG = LINK_TRACE_ID << 3 | BYTES;
  static final int LINK_SPAN_ID_TAG = LINK_SPAN_ID << 3 | BYTES;
  static final int LINK_TRACE_STATE_TAG = LINK_TRACE_STATE << 3 | BYTES;
  static final int LINK_ATTRIBUTES_TAG = LINK_ATTRIBUTES << 3 | BYTES;
  static final int LINK_DROPPED_ATTRIBUTES_TAG = LINK_DROPPED_ATTRIBUTES << 3 | VARINT;
  static final int LINK_FLAGS_TAG = LINK_FLAGS << 3 | FIXED32;

  static final int KEY = 1;
  static final int VALUE = 2;
  static final int KEY_TAG = KEY << 3 | BYTES;
  static final int VALUE_TAG = VALUE << 3 | BYTES;
  static final int KEY_INDEX_TAG = 3 << 3 | VARINT;

  static final int STRING_VALUE = 1;
  static final int BOOL_VALUE = 2;
  static final int INT_VALUE = 3;
  static final int DOUBLE_VALUE = 4;
  static final int ARRAY_VALUE = 5;
  static final int STRING_VALUE_TAG = STRING_VALUE << 3 | BYTES;
  static final int BOOL_VALUE_TAG = BOOL_VALUE << 3 | VARINT;
  static final int INT_VALUE_TAG = INT_VALUE << 3 | VARINT;
  static final int DOUBLE_VALUE_TAG = DOUBLE_VALUE << 3 | FIXED64;
  static final int ARRAY_VALUE_TAG = ARRAY_VALUE << 3 | BYTES;
  static final int LIST_VALUE_TAG = 6 << 3 | BYTES;
  static final int BYTES_VALUE_TAG = 7 << 3 | BYTES;
  static final int STRING_INDEX_TAG = 8 << 3 | VARINT;

  /// The elements of `ArrayValue` and `KeyValueList`.
  static final int ELEMENTS_TAG = 1 << 3 | BYTES;

  private OtlpFields() {}
}
