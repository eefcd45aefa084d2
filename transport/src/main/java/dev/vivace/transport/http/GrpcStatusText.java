package dev.vivace.transport.http;

import java.nio.charset.StandardCharsets;

/// The text of `grpc-message`: UTF-8, of which all but printable ASCII is percent-encoded.
///
/// Source: gRPC over HTTP2, "Responses", `Status-Message`.
final class GrpcStatusText {

  private static final int MAX_BYTES = 4096;

  private GrpcStatusText() {}

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (encoded.length() > MAX_BYTES) {
        break;
      }
      if (b >= ' ' && b <= '~' && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xFF));
      }
    }
    return encoded.toString();
  }
}
