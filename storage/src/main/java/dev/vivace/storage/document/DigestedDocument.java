package dev.vivace.storage.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Writes and reads documents of one kind.
///
/// ```text
/// object  = '{"sha256":"' digest:hex[64] '","' kind '":' body '}' LF
/// digest  = SHA-256 of the bytes of body, as they stand
/// body    = JSON object; "version" is its first field
/// ```
///
/// The whole is one JSON document; only the digest needs its bytes as they are. Numbers are 64-bit
/// integers and must not pass through floating point; times are unsigned.
///
/// @param kind what it is: `section`, `manifest`
/// @param version the one that is written, and the only one that is read
public record DigestedDocument(String kind, int version) {

  private static final String PREFIX = "{\"sha256\":\"";
  private static final String SUFFIX = "}\n";
  private static final int DIGEST_DIGITS = 64;

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(16).maxNumberLength(20).build())
              .build());

  /// Writes the fields of the body, between its braces.
  @FunctionalInterface
  public interface Fields {

    void writeTo(JsonGenerator json) throws IOException;
  }

  /// Makes something of a body. May throw `IllegalArgumentException`, which says what is wrong.
  @FunctionalInterface
  public interface Body<T> {

    T read(JsonNode body);
  }

  /// The whole object.
  public byte[] encode(Fields fields) {
    byte[] body = body(fields);
    ByteArrayOutputStream object = new ByteArrayOutputStream(bodyStart() + body.length + 2);
    object.writeBytes((PREFIX + Sha256.hex(body) + middle()).getBytes(StandardCharsets.US_ASCII));
    object.writeBytes(body);
    object.writeBytes(SUFFIX.getBytes(StandardCharsets.US_ASCII));
    return object.toByteArray();
  }

  private byte[] body(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = MAPPER.getFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", version);
      fields.writeTo(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
    return bytes.toByteArray();
  }

  /// Reads an object, or throws [CorruptDataException].
  ///
  /// @param key for messages
  public <T> T decode(String key, byte[] object, Body<T> body) {
    byte[] checked = checkedBody(key, object);
    try {
      JsonNode node = MAPPER.readTree(checked);
      int found = JsonFields.field(node, "version").intValue();
      if (found != version) {
        throw new CorruptDataException(
            "%s %s has version %d (known: %d); start the newer version of vivace that wrote it"
                .formatted(kind, key, found, version));
      }
      return body.read(node);
    } catch (IOException
        | IllegalArgumentException
        | ArithmeticException
        | InvalidRequestException e) {
      throw new CorruptDataException(
          "%s %s: %s; its digest is right, so its writer is at fault"
              .formatted(kind, key, e.getMessage()),
          e);
    }
  }

  private byte[] checkedBody(String key, byte[] object) {
    int end = object.length - SUFFIX.length();
    if (end < bodyStart() || !isText(object, 0, PREFIX)) {
      throw new CorruptDataException(
          "%s %s: %d bytes that do not begin with %s; restore the object"
              .formatted(kind, key, object.length, PREFIX));
    }
    String expected = new String(object, PREFIX.length(), DIGEST_DIGITS, StandardCharsets.US_ASCII);
    byte[] body = Arrays.copyOfRange(object, bodyStart(), end);
    String found = Sha256.hex(body);
    if (!found.equals(expected)
        || !isText(object, PREFIX.length() + DIGEST_DIGITS, middle())
        || !isText(object, end, SUFFIX)) {
      throw new CorruptDataException(
          "%s %s has sha256 %s (expected %s); restore the object"
              .formatted(
                  kind, key, found, HexFormat.isHexDigit(expected.charAt(0)) ? expected : "hex"));
    }
    return body;
  }

  private static boolean isText(byte[] object, int offset, String text) {
    return new String(object, offset, text.length(), StandardCharsets.US_ASCII).equals(text);
  }

  private String middle() {
    return "\",\"" + kind + "\":";
  }

  private int bodyStart() {
    return PREFIX.length() + DIGEST_DIGITS + middle().length();
  }
}
