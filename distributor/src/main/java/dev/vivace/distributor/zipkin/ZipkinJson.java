package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.json.JsonCursor;
import dev.vivace.model.json.JsonNumbers;
import dev.vivace.model.json.JsonText;
import java.util.Arrays;
import java.util.function.Consumer;

/// A list of objects in JSON, token by token, with what both versions of Zipkin's API have in
/// common. Texts are views of the request where they have no escapes.
final class ZipkinJson {

  /// Strings with escapes are copied; no sender has such long ones.
  static final int MAX_STRING_BYTES = 8 << 20;

  private final byte[] bytes;
  private final JsonCursor cursor = new JsonCursor();
  private final JsonText text = new JsonText(cursor, MAX_STRING_BYTES);
  private boolean isInList;
  private boolean isEnded;
  private int depth = 1;

  ZipkinJson(byte[] bytes, int length) {
    this.bytes = bytes;
    cursor.reset(bytes, 0, length);
    text.reset(bytes);
  }

  /// Goes to the next element of the list that the request is; false at its end.
  boolean nextElement() {
    do {
      if (isEnded) {
        return false;
      }
      boolean hasMore = isInList ? cursor.consume(',') : begin();
      if (!hasMore) {
        return end();
      }
    } while (cursor.consumeNull());
    return true;
  }

  private boolean begin() {
    isInList = true;
    cursor.expect('[', "'[', a list of spans");
    return cursor.peek() != ']';
  }

  private boolean end() {
    cursor.expect(']', "',' or ']'");
    cursor.expectEnd();
    isEnded = true;
    return false;
  }

  /// Reads the object that is next, if it is not null: `field` reads, or skips, the value of each
  /// key it is given.
  void readObject(Consumer<String> field) {
    if (cursor.consumeNull()) {
      return;
    }
    open('{', "'{' or null");
    if (!cursor.consume('}')) {
      do {
        text.read("a key");
        String key = view().toString();
        cursor.expect(':', "':'");
        field.accept(key);
      } while (cursor.consume(','));
      cursor.expect('}', "',' or '}'");
    }
    depth--;
  }

  /// Reads the list that is next, if it is not null: `element` reads each of its objects.
  void readList(Runnable element) {
    if (cursor.consumeNull()) {
      return;
    }
    open('[', "'[' or null");
    if (!cursor.consume(']')) {
      do {
        if (!cursor.consumeNull()) {
          element.run();
        }
      } while (cursor.consume(','));
      cursor.expect(']', "',' or ']'");
    }
    depth--;
  }

  private void open(char token, String expected) {
    depth++;
    cursor.checkDepth(depth);
    cursor.expect(token, expected);
  }

  void skip() {
    cursor.skipValue(depth);
  }

  boolean readNull() {
    return cursor.consumeNull();
  }

  boolean isBoolean() {
    int next = cursor.peek();
    return next == 't' || next == 'f';
  }

  boolean readBoolean() {
    return cursor.readBoolean();
  }

  /// Reads text; a number or truth value, which some senders write in its place, is what it looks
  /// like, and null is empty.
  Text readText() {
    int next = cursor.peek();
    if (next == '"') {
      text.read("a string");
      return view();
    }
    if (cursor.consumeNull()) {
      return Text.EMPTY;
    }
    if (isBoolean()) {
      return Text.of(Boolean.toString(cursor.readBoolean()));
    }
    return Text.of(bytes, cursor.readNumber("a string"));
  }

  /// Reads an integer, as number or string; null is 0.
  long readInteger() {
    if (cursor.consumeNull()) {
      return 0;
    }
    if (cursor.peek() == '"') {
      long slice = text.read("an integer");
      return parseInteger(slice, text.bytes(), text.offset(), text.length());
    }
    long slice = cursor.readNumber("an integer");
    return parseInteger(slice, bytes, Slice.offset(slice), Slice.length(slice));
  }

  private long parseInteger(long slice, byte[] digits, int offset, int length) {
    try {
      return JsonNumbers.parseInteger(digits, offset, length, JsonNumbers.Range.INT64);
    } catch (NumberFormatException e) {
      throw cursor.errorAt(slice, "an integer of 64 bits");
    }
  }

  /// Reads an id into `ids`, if it is not null.
  void readTraceId(SpanIds ids) {
    if (readId()) {
      ids.setTraceId(text.bytes(), text.offset(), text.length());
    }
  }

  void readSpanId(SpanIds ids) {
    if (readId()) {
      ids.setId(text.bytes(), text.offset(), text.length());
    }
  }

  void readParentId(SpanIds ids) {
    if (readId()) {
      ids.setParentId(text.bytes(), text.offset(), text.length());
    }
  }

  private boolean readId() {
    if (cursor.consumeNull()) {
      return false;
    }
    text.read("a string of hex digits");
    return true;
  }

  /// Reads an endpoint; null is one of which nothing is known.
  Endpoint readEndpoint() {
    var fields =
        new Object() {
          Endpoint read = Endpoint.NONE;
        };
    readObject(
        key -> {
          switch (key) {
            case "serviceName" -> fields.read = fields.read.withServiceName(readText());
            case "ipv4" -> fields.read = fields.read.withIpv4(readText());
            case "ipv6" -> fields.read = fields.read.withIpv6(readText());
            case "port" -> fields.read = fields.read.withPort(readInteger());
            default -> skip();
          }
        });
    return fields.read;
  }

  /// The string read last: a view of the request, or a copy where the reader's buffer holds it.
  private Text view() {
    if (text.bytes() == bytes) {
      return new Text(bytes, text.offset(), text.length());
    }
    byte[] copy = Arrays.copyOfRange(text.bytes(), text.offset(), text.offset() + text.length());
    return new Text(copy, 0, copy.length);
  }
}
