package dev.vivace.distributor.zipkin;

import static dev.vivace.model.bytes.ProtobufWriter.BYTES;
import static dev.vivace.model.bytes.ProtobufWriter.FIXED64;
import static dev.vivace.model.bytes.ProtobufWriter.VARINT;

import dev.vivace.distributor.translate.Text;
import dev.vivace.model.bytes.ProtobufCursor;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads spans of the second version in protobuf.
///
/// ```text
///   ListOfSpans = 1 span*
///   Span        = 1 trace_id  2 parent_id  3 id  4 kind  5 name  6 timestamp:fixed64  7 duration
///                 8 local_endpoint  9 remote_endpoint  10 annotation*  11 tag*  12 debug  13 shared
///   Endpoint    = 1 service_name  2 ipv4  3 ipv6  4 port
///   Annotation  = 1 timestamp:fixed64  2 value      tag = 1 key  2 value
/// ```
///
/// Fields come in any order, unknown ones are ignored. Source: `zipkin.proto`, package
/// `zipkin.proto3`.
final class V2ProtobufReader implements SpanReader {

  private static final int SPAN = 1 << 3 | BYTES;
  private static final int TRACE_ID_BYTES = 16;

  private final byte[] bytes;
  private final ProtobufCursor cursor = new ProtobufCursor();

  V2ProtobufReader(byte[] bytes, int length) {
    this.bytes = bytes;
    cursor.reset(bytes, 0, length);
  }

  @Override
  public @Nullable ZipkinSpan next() {
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == SPAN) {
        return readSpan();
      }
      cursor.skip(tag);
    }
    return null;
  }

  private ZipkinSpan readSpan() {
    ZipkinSpan span = new ZipkinSpan(new SpanIds());
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      readField(span, cursor.readTag());
    }
    cursor.leave(outer);
    return span;
  }

  private void readField(ZipkinSpan span, int tag) {
    switch (tag) {
      case 1 << 3 | BYTES -> readTraceId(span.ids, text());
      case 2 << 3 | BYTES -> readParentId(span.ids, text());
      case 3 << 3 | BYTES -> readId(span.ids, text());
      case 4 << 3 | VARINT -> span.kind = SpanKind.ofProtobuf(cursor.readVarint());
      case 5 << 3 | BYTES -> span.name = text();
      case 6 << 3 | FIXED64 -> span.timestampMicros = cursor.readFixed64();
      case 7 << 3 | VARINT -> span.durationMicros = cursor.readVarint();
      case 8 << 3 | BYTES -> span.local = readEndpoint(span.local);
      case 9 << 3 | BYTES -> span.remote = readEndpoint(span.remote);
      case 10 << 3 | BYTES -> span.addAnnotation(readAnnotation());
      case 11 << 3 | BYTES -> readTag(span);
      default -> cursor.skip(tag);
    }
  }

  private static void readTraceId(SpanIds ids, Text id) {
    if (id.length() == TRACE_ID_BYTES) {
      ids.setTraceId(number(id, 0), number(id, Long.BYTES));
    } else if (id.length() == Long.BYTES) {
      ids.setTraceId(0, number(id, 0));
    }
  }

  private static void readId(SpanIds ids, Text id) {
    if (id.length() == Long.BYTES) {
      ids.setId(number(id, 0));
    }
  }

  private static void readParentId(SpanIds ids, Text id) {
    if (id.length() == Long.BYTES) {
      ids.setParentId(number(id, 0));
    }
  }

  /// Reads an endpoint; of one that comes in pieces the fields merge.
  private Endpoint readEndpoint(Endpoint before) {
    Endpoint endpoint = before;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> endpoint = endpoint.withServiceName(text());
        case 2 << 3 | BYTES -> endpoint = endpoint.withIpv4(IpText.v4(text()));
        case 3 << 3 | BYTES -> endpoint = endpoint.withIpv6(IpText.v6(text()));
        case 4 << 3 | VARINT -> endpoint = endpoint.withPort(cursor.readVarint());
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    return endpoint;
  }

  private Annotation readAnnotation() {
    long timestampMicros = 0;
    Text value = Text.EMPTY;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | FIXED64 -> timestampMicros = cursor.readFixed64();
        case 2 << 3 | BYTES -> value = text();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    return new Annotation(timestampMicros, value);
  }

  private void readTag(ZipkinSpan span) {
    Text key = Text.EMPTY;
    Text value = Text.EMPTY;
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      switch (tag) {
        case 1 << 3 | BYTES -> key = text();
        case 2 << 3 | BYTES -> value = text();
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    span.putTag(key.toString(), TagValue.of(value));
  }

  private Text text() {
    return Text.of(bytes, cursor.readSlice());
  }

  private static long number(Text id, int from) {
    return ByteBuffer.wrap(id.bytes()).getLong(id.offset() + from);
  }
}
