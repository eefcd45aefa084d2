package dev.vivace.model.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes generated messages in OTLP's dialect of JSON, in the many ways that senders do: either
/// style of keys, integers as numbers or strings, escapes, white space, unknown and null keys.
final class JsonRequests {

  private static final Set<String> IDS = Set.of("trace_id", "span_id", "parent_span_id");

  private final @Nullable Random random;

  JsonRequests(long seed) {
    this(new Random(seed));
  }

  private JsonRequests(@Nullable Random random) {
    this.random = random;
  }

  /// As most senders write: no variations.
  static JsonRequests tidy() {
    return new JsonRequests(null);
  }

  String write(Message message) {
    List<String> members = new ArrayList<>();
    message.getAllFields().forEach((field, value) -> members.add(member(field, value)));
    if (oneIn(6)) {
      members.add(quote("unheardOf") + ":{\"a\":[1,-2.5e3,\"}\\\"\",null,true]}");
    }
    return "{" + String.join(space() + "," + space(), members) + space() + "}";
  }

  private String member(FieldDescriptor field, Object value) {
    String key = oneIn(4) ? field.getName() : field.getJsonName();
    String text =
        value instanceof List<?> list
            ? list.stream().map(v -> value(field, v)).collect(Collectors.joining(",", "[", "]"))
            : value(field, value);
    String earlier = oneIn(10) ? quote(key) + ":null," : "";
    return earlier + quote(key) + space() + ":" + space() + text;
  }

  private String value(FieldDescriptor field, Object value) {
    return switch (value) {
      case Message message -> write(message);
      case String string -> quote(string);
      case Boolean bool -> bool.toString();
      case Double number -> number(number);
      case ByteString bytes when IDS.contains(field.getName()) -> '"' + hex(bytes) + '"';
      case ByteString bytes -> '"' + base64(bytes) + '"';
      case EnumValueDescriptor number -> enumValue(number);
      case Integer number when field.getType() == FieldDescriptor.Type.INT32 ->
          integer("" + number);
      case Integer number -> integer(Integer.toUnsignedString(number));
      case Long number when field.getType() == FieldDescriptor.Type.INT64 -> integer("" + number);
      case Long number -> integer(Long.toUnsignedString(number));
      default -> throw new AssertionError(field.getFullName());
    };
  }

  private String enumValue(EnumValueDescriptor value) {
    boolean known = value.getIndex() >= 0;
    return known && oneIn(3) ? '"' + value.getName() + '"' : "" + value.getNumber();
  }

  private String integer(String digits) {
    return oneIn(2) ? '"' + digits + '"' : digits;
  }

  private String number(double value) {
    boolean finite = !Double.isNaN(value) && !Double.isInfinite(value);
    return finite && oneIn(2) ? Double.toString(value) : '"' + Double.toString(value) + '"';
  }

  private String hex(ByteString bytes) {
    HexFormat format = oneIn(2) ? HexFormat.of() : HexFormat.of().withUpperCase();
    return format.formatHex(bytes.toByteArray());
  }

  private String base64(ByteString bytes) {
    Base64.Encoder encoder = oneIn(2) ? Base64.getEncoder() : Base64.getUrlEncoder();
    return (oneIn(2) ? encoder : encoder.withoutPadding()).encodeToString(bytes.toByteArray());
  }

  private String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (Character.isSurrogate(c) ? text.length() < 3 : oneIn(20)) {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private String space() {
    return oneIn(20) ? " \n\t" : "";
  }

  private boolean oneIn(int n) {
    return random != null && random.nextInt(n) == 0;
  }
}
