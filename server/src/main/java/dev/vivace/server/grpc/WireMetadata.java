package dev.vivace.server.grpc;

import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Metadata of calls as they go over the wire: names that end with `-bin` have bytes in base64,
/// padded or not, several values with commas between them; the others have texts. Source: gRPC over
/// HTTP2, "Custom-Metadata" and "Binary Metadata".
final class WireMetadata {

  private static final Base64.Encoder UNPADDED = Base64.getEncoder().withoutPadding();

  private WireMetadata() {}

  /// Names that gRPC does not know, and values that are no base64, are left out.
  static Metadata read(Map<String, List<String>> values) {
    Metadata metadata = new Metadata();
    values.forEach(
        (name, all) -> {
          if (isValid(name)) {
            all.forEach(value -> add(metadata, name, value));
          }
        });
    return metadata;
  }

  private static void add(Metadata metadata, String name, String value) {
    if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
      metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
      return;
    }
    Metadata.Key<byte[]> key = Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
    for (String one : value.split(",", -1)) {
      decode(one.strip()).ifPresent(bytes -> metadata.put(key, bytes));
    }
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // Whoever needs the value says that it is missing.
    }
  }

  // Source: as above, `Header-Name`.
  private static boolean isValid(String name) {
    return !name.isEmpty()
        && !name.equals(Metadata.BINARY_HEADER_SUFFIX)
        && name.chars().allMatch(c -> c < 128)
        && name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_-.".indexOf(c) >= 0);
  }

  static Map<String, List<String>> write(Metadata metadata) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String name : metadata.keys()) {
      List<String> texts = values.computeIfAbsent(name, _ -> new ArrayList<>());
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        Metadata.Key<byte[]> key = Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
        all(metadata, key).forEach(bytes -> texts.add(UNPADDED.encodeToString(bytes)));
      } else {
        Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
        all(metadata, key).forEach(texts::add);
      }
    }
    return values;
  }

  private static <T> Iterable<T> all(Metadata metadata, Metadata.Key<T> key) {
    Iterable<T> all = metadata.getAll(key);
    return all == null ? List.of() : all;
  }
}
