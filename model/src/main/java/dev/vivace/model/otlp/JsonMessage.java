package dev.vivace.model.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the keys of one OTLP message mean in JSON: a small hash table from the key's bytes to the
/// field. The messages of OTLP are constants here.
///
/// Source: `trace.proto`, `common.proto` and `resource.proto` of OTLP 1.11; OTLP specification,
/// "JSON Protobuf Encoding"; Protocol Buffers documentation, "ProtoJSON Format".
final class JsonMessage {

  /// How a field's value is read and written.
  enum Kind {
    MESSAGE,
    STRING,
    ID,
    BYTES,
    BOOL,
    INT32,
    UINT32,
    FIXED32,
    INT64,
    FIXED64,
    DOUBLE,
    SPAN_KIND,
    STATUS_CODE
  }

  /// One field. `explicit` fields, the members of a oneof, are written even if they have the
  /// default value. `slot` tells the fields of one message apart, from 0 to [#SLOTS].
  record Field(
      byte[] name,
      int number,
      Kind kind,
      boolean repeated,
      boolean explicit,
      @Nullable JsonMessage message,
      int slot) {}

  /// Slots are field numbers; the one larger number has slot 0, which no field number takes.
  static final int SLOTS = 17;

  static final JsonMessage ANY_VALUE = new JsonMessage();
  static final JsonMessage REQUEST = new JsonMessage();

  private static final int TABLE_SIZE = 128;

  static {
    JsonMessage keyValue =
        new JsonMessage()
            .field("key", 1, Kind.STRING)
            .message("value", 2, ANY_VALUE)
            .field("keyStrindex", 3, Kind.INT32);
    ANY_VALUE
        .member("stringValue", 1, Kind.STRING)
        .member("boolValue", 2, Kind.BOOL)
        .member("intValue", 3, Kind.INT64)
        .member("doubleValue", 4, Kind.DOUBLE)
        .message("arrayValue", 5, new JsonMessage().repeated("values", 1, ANY_VALUE))
        .message("kvlistValue", 6, new JsonMessage().repeated("values", 1, keyValue))
        .member("bytesValue", 7, Kind.BYTES)
        .member("stringValueStrindex", 8, Kind.INT32);
    JsonMessage entityRef =
        new JsonMessage()
            .field("schemaUrl", 1, Kind.STRING)
            .field("type", 2, Kind.STRING)
            .repeatedStrings("idKeys", 3)
            .repeatedStrings("descriptionKeys", 4);
    JsonMessage resource =
        new JsonMessage()
            .repeated("attributes", 1, keyValue)
            .field("droppedAttributesCount", 2, Kind.UINT32)
            .repeated("entityRefs", 3, entityRef);
    JsonMessage scope =
        new JsonMessage()
            .field("name", 1, Kind.STRING)
            .field("version", 2, Kind.STRING)
            .repeated("attributes", 3, keyValue)
            .field("droppedAttributesCount", 4, Kind.UINT32);
    JsonMessage scopeSpans =
        new JsonMessage()
            .message("scope", 1, scope)
            .message("instrumentationLibrary", 1, scope)
            .repeated("spans", 2, span(keyValue))
            .field("schemaUrl", 3, Kind.STRING);
    JsonMessage resourceSpans =
        new JsonMessage()
            .message("resource", 1, resource)
            .repeated("scopeSpans", 2, scopeSpans)
            .field("schemaUrl", 3, Kind.STRING)
            .repeated("instrumentationLibrarySpans", 1000, scopeSpans);
    REQUEST.repeated("resourceSpans", 1, resourceSpans);
  }

  private final @Nullable Field[] table = new @Nullable Field[TABLE_SIZE];

  /// The field with the key in `[offset, offset + length)`, null if there is none.
  @Nullable Field find(byte[] key, int offset, int length) {
    if (length == 0) {
      return null;
    }
    int at = hash(key, offset, length);
    Field field = table[at];
    while (field != null) {
      if (Arrays.equals(field.name, 0, field.name.length, key, offset, offset + length)) {
        return field;
      }
      at = (at + 1) % TABLE_SIZE;
      field = table[at];
    }
    return null;
  }

  private static JsonMessage span(JsonMessage keyValue) {
    JsonMessage event =
        new JsonMessage()
            .field("timeUnixNano", 1, Kind.FIXED64)
            .field("name", 2, Kind.STRING)
            .repeated("attributes", 3, keyValue)
            .field("droppedAttributesCount", 4, Kind.UINT32);
    JsonMessage link =
        new JsonMessage()
            .field("traceId", 1, Kind.ID)
            .field("spanId", 2, Kind.ID)
            .field("traceState", 3, Kind.STRING)
            .repeated("attributes", 4, keyValue)
            .field("droppedAttributesCount", 5, Kind.UINT32)
            .field("flags", 6, Kind.FIXED32);
    JsonMessage status =
        new JsonMessage().field("message", 2, Kind.STRING).field("code", 3, Kind.STATUS_CODE);
    return new JsonMessage()
        .field("traceId", 1, Kind.ID)
        .field("spanId", 2, Kind.ID)
        .field("traceState", 3, Kind.STRING)
        .field("parentSpanId", 4, Kind.ID)
        .field("name", 5, Kind.STRING)
        .field("kind", 6, Kind.SPAN_KIND)
        .field("startTimeUnixNano", 7, Kind.FIXED64)
        .field("endTimeUnixNano", 8, Kind.FIXED64)
        .repeated("attributes", 9, keyValue)
        .field("droppedAttributesCount", 10, Kind.UINT32)
        .repeated("events", 11, event)
        .field("droppedEventsCount", 12, Kind.UINT32)
        .repeated("links", 13, link)
        .field("droppedLinksCount", 14, Kind.UINT32)
        .message("status", 15, status)
        .field("flags", 16, Kind.FIXED32);
  }

  private JsonMessage field(String name, int number, Kind kind) {
    return add(name, number, kind, false, false, null);
  }

  private JsonMessage member(String name, int number, Kind kind) {
    return add(name, number, kind, false, true, null);
  }

  private JsonMessage message(String name, int number, JsonMessage message) {
    return add(name, number, Kind.MESSAGE, false, true, message);
  }

  private JsonMessage repeated(String name, int number, JsonMessage message) {
    return add(name, number, Kind.MESSAGE, true, true, message);
  }

  private JsonMessage repeatedStrings(String name, int number) {
    return add(name, number, Kind.STRING, true, true, null);
  }

  /// Adds the field under its name and under the name in snake_case.
  private JsonMessage add(
      String name,
      int number,
      Kind kind,
      boolean repeated,
      boolean explicit,
      @Nullable JsonMessage message) {
    int slot = number < SLOTS ? number : 0;
    String snakeCase = name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    put(new Field(utf8(name), number, kind, repeated, explicit, message, slot));
    if (!snakeCase.equals(name)) {
      put(new Field(utf8(snakeCase), number, kind, repeated, explicit, message, slot));
    }
    return this;
  }

  private void put(Field field) {
    int at = hash(field.name, 0, field.name.length);
    while (table[at] != null) {
      at = (at + 1) % TABLE_SIZE;
    }
    table[at] = field;
  }

  private static int hash(byte[] key, int offset, int length) {
    int first = key[offset];
    int middle = key[offset + length / 2];
    int last = key[offset + length - 1];
    return (length + 7 * first + 31 * middle + 97 * last) & (TABLE_SIZE - 1);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
