package dev.vivace.querier.json;

import dev.vivace.model.bytes.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is known of a message's field.
///
/// @param tag field number and wire type in one
/// @param name with quotes and colon
/// @param alternative whether it belongs to the message's only `oneof`: then it is written even if
///   it is zero
/// @param message the shape of its messages, if it has such
/// @param words the names of an enum's numbers from 0
record FieldShape(
    int tag,
    byte[] name,
    Kind kind,
    boolean repeated,
    boolean alternative,
    @Nullable MessageShape message,
    List<String> words) {

  /// How a value is encoded and written.
  enum Kind {
    MESSAGE(ProtobufWriter.BYTES),
    STRING(ProtobufWriter.BYTES),
    BYTES(ProtobufWriter.BYTES),
    BOOL(ProtobufWriter.VARINT),
    INT64(ProtobufWriter.VARINT),
    UINT32(ProtobufWriter.VARINT),
    ENUM(ProtobufWriter.VARINT),
    FIXED32(ProtobufWriter.FIXED32),
    FIXED64(ProtobufWriter.FIXED64),
    DOUBLE(ProtobufWriter.FIXED64);

    private final int wireType;

    Kind(int wireType) {
      this.wireType = wireType;
    }
  }

  static FieldShape scalar(int number, String name, Kind kind) {
    return of(number, name, kind, false, null, List.of());
  }

  static FieldShape message(int number, String name, MessageShape message) {
    return of(number, name, Kind.MESSAGE, false, message, List.of());
  }

  static FieldShape messages(int number, String name, MessageShape message) {
    return of(number, name, Kind.MESSAGE, true, message, List.of());
  }

  static FieldShape words(int number, String name, String... words) {
    return of(number, name, Kind.ENUM, false, null, List.of(words));
  }

  FieldShape asAlternative() {
    return new FieldShape(tag, name, kind, repeated, true, message, words);
  }

  private static FieldShape of(
      int number,
      String name,
      Kind kind,
      boolean repeated,
      @Nullable MessageShape message,
      List<String> words) {
    byte[] quoted = ("\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
    int tag = number << 3 | kind.wireType;
    return new FieldShape(tag, quoted, kind, repeated, false, message, words);
  }
}
