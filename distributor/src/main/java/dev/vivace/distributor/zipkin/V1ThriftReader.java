package dev.vivace.distributor.zipkin;

import static dev.vivace.distributor.thrift.ThriftCursor.I16;
import static dev.vivace.distributor.thrift.ThriftCursor.I32;
import static dev.vivace.distributor.thrift.ThriftCursor.I64;
import static dev.vivace.distributor.thrift.ThriftCursor.LIST;
import static dev.vivace.distributor.thrift.ThriftCursor.STOP;
import static dev.vivace.distributor.thrift.ThriftCursor.STRING;
import static dev.vivace.distributor.thrift.ThriftCursor.STRUCT;

import dev.vivace.distributor.thrift.BinaryCursor;
import dev.vivace.distributor.thrift.ThriftCursor;
import dev.vivace.distributor.translate.Text;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Reads spans of the first version in Thrift's binary format: one list of structs.
///
/// ```text
///   Span             = 1 trace_id:i64  3 name  4 id:i64  5 parent_id:i64  6 Annotation*
///                      8 BinaryAnnotation*  9 debug  10 timestamp:i64  11 duration:i64
///                      12 trace_id_high:i64
///   Annotation       = 1 timestamp:i64  2 value  3 host:Endpoint
///   BinaryAnnotation = 1 key  2 value  3 annotation_type:i32  4 host:Endpoint
///   Endpoint         = 1 ipv4:i32  2 port:i16  3 service_name  4 ipv6
/// ```
///
/// Numbers within values are big-endian and signed. Source: `zipkinCore.thrift`.
final class V1ThriftReader implements SpanReader {

  // The types of values, as numbered there; the seventh is text.
  private static final int BOOL_VALUE = 0;
  private static final int BYTES_VALUE = 1;
  private static final int I16_VALUE = 2;
  private static final int I32_VALUE = 3;
  private static final int I64_VALUE = 4;
  private static final int DOUBLE_VALUE = 5;
  private static final int TEXT_VALUE = 6;

  private static final int UNKNOWN = -1;

  private final byte[] bytes;
  private final int length;
  private final ThriftCursor cursor;
  private final ArrayDeque<ZipkinSpan> converted = new ArrayDeque<>();
  private int leftSpans = UNKNOWN;

  V1ThriftReader(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
    this.cursor = new BinaryCursor(bytes, length);
  }

  @Override
  public @Nullable ZipkinSpan next() {
    if (converted.isEmpty() && hasMore()) {
      leftSpans--;
      converted.addAll(V1Converter.convert(readSpan()));
    }
    return converted.pollFirst();
  }

  private boolean hasMore() {
    if (leftSpans == UNKNOWN) {
      leftSpans = cursor.beginList(STRUCT);
    }
    if (leftSpans == 0 && cursor.position() < length) {
      throw cursor.invalid(
          "%d bytes behind the list of spans".formatted(length - cursor.position()));
    }
    return leftSpans > 0;
  }

  private V1Span readSpan() {
    V1Span span = new V1Span();
    long traceHigh = 0;
    long traceLow = 0;
    boolean hasTraceId = false;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | I64 -> {
          traceLow = cursor.readLong();
          hasTraceId = true;
        }
        case 12 << 8 | I64 -> traceHigh = cursor.readLong();
        default -> readField(span, field);
      }
    }
    if (hasTraceId) {
      span.ids.setTraceId(traceHigh, traceLow);
    }
    return span;
  }

  private void readField(V1Span span, int field) {
    switch (field) {
      case 3 << 8 | STRING -> span.name = text();
      case 4 << 8 | I64 -> span.ids.setId(cursor.readLong());
      case 5 << 8 | I64 -> span.ids.setParentId(cursor.readLong());
      case 6 << 8 | LIST -> {
        for (int left = cursor.beginList(STRUCT); left > 0; left--) {
          span.add(readEvent());
        }
      }
      case 8 << 8 | LIST -> {
        for (int left = cursor.beginList(STRUCT); left > 0; left--) {
          span.add(readFact());
        }
      }
      case 10 << 8 | I64 -> span.timestampMicros = cursor.readLong();
      case 11 << 8 | I64 -> span.durationMicros = cursor.readLong();
      default -> cursor.skip(field);
    }
  }

  private V1Span.Event readEvent() {
    long timestampMicros = 0;
    Text value = Text.EMPTY;
    Endpoint endpoint = null;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | I64 -> timestampMicros = cursor.readLong();
        case 2 << 8 | STRING -> value = text();
        case 3 << 8 | STRUCT -> endpoint = readEndpoint();
        default -> cursor.skip(field);
      }
    }
    return new V1Span.Event(timestampMicros, value, endpoint);
  }

  private V1Span.Fact readFact() {
    Text key = Text.EMPTY;
    Text value = Text.EMPTY;
    int type = TEXT_VALUE;
    Endpoint endpoint = null;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | STRING -> key = text();
        case 2 << 8 | STRING -> value = text();
        case 3 << 8 | I32 -> type = cursor.readInt();
        case 4 << 8 | STRUCT -> endpoint = readEndpoint();
        default -> cursor.skip(field);
      }
    }
    return new V1Span.Fact(key.toString(), value(type, value), endpoint);
  }

  /// The value by its type. One whose length its type cannot have stays bytes; of a type that
  /// nobody knows it is text.
  private static TagValue value(int type, Text value) {
    ByteBuffer number = ByteBuffer.wrap(value.bytes(), value.offset(), value.length());
    return switch (type) {
      case BOOL_VALUE ->
          value.length() == 1
              ? new TagValue.BoolValue(number.get() != 0)
              : new TagValue.BytesValue(value);
      case I16_VALUE ->
          value.length() == Short.BYTES
              ? new TagValue.IntValue(number.getShort())
              : new TagValue.BytesValue(value);
      case I32_VALUE ->
          value.length() == Integer.BYTES
              ? new TagValue.IntValue(number.getInt())
              : new TagValue.BytesValue(value);
      case I64_VALUE ->
          value.length() == Long.BYTES
              ? new TagValue.IntValue(number.getLong())
              : new TagValue.BytesValue(value);
      case DOUBLE_VALUE ->
          value.length() == Double.BYTES
              ? new TagValue.DoubleValue(number.getDouble())
              : new TagValue.BytesValue(value);
      case BYTES_VALUE -> new TagValue.BytesValue(value);
      default -> TagValue.of(value);
    };
  }

  private Endpoint readEndpoint() {
    Endpoint endpoint = Endpoint.NONE;
    cursor.beginStruct();
    for (int field = cursor.readField(); field != STOP; field = cursor.readField()) {
      switch (field) {
        case 1 << 8 | I32 -> endpoint = endpoint.withIpv4(ipv4(cursor.readInt()));
        case 2 << 8 | I16 -> endpoint = endpoint.withPort(Short.toUnsignedLong(cursor.readShort()));
        case 3 << 8 | STRING -> endpoint = endpoint.withServiceName(text());
        case 4 << 8 | STRING -> endpoint = endpoint.withIpv6(IpText.v6(text()));
        default -> cursor.skip(field);
      }
    }
    return endpoint;
  }

  private static Text ipv4(int address) {
    byte[] parts = ByteBuffer.allocate(Integer.BYTES).putInt(address).array();
    return IpText.v4(new Text(parts, 0, parts.length));
  }

  private Text text() {
    return Text.of(bytes, cursor.readSlice());
  }
}
