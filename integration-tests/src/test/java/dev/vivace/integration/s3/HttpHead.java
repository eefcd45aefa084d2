package dev.vivace.integration.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The first line and the headers of a request.
///
/// @param lines without line ends
record HttpHead(List<String> lines) {

  private static final int MAX_BYTES = 1 << 16;
  private static final String END = "\r\n\r\n";
  private static final int END_OF_HEAD = 0x0d0a0d0a;

  /// Null at the end of the connection.
  static @Nullable HttpHead read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int lastFour = 0; lastFour != END_OF_HEAD; ) {
      int next = in.read();
      if (next < 0 || bytes.size() > MAX_BYTES) {
        return null;
      }
      bytes.write(next);
      lastFour = lastFour << 8 | next;
    }
    String text = bytes.toString(StandardCharsets.ISO_8859_1);
    return new HttpHead(List.of(text.substring(0, text.length() - END.length()).split("\r\n", -1)));
  }

  String method() {
    return lines.getFirst().split(" ", -1)[0];
  }

  String target() {
    return lines.getFirst().split(" ", -1)[1];
  }

  Optional<String> header(String name) {
    return lines.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  int contentLength() {
    return header("content-length").map(Integer::parseInt).orElse(0);
  }

  HttpHead without(String header) {
    return new HttpHead(
        lines.stream()
            .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith(header + ":"))
            .toList());
  }

  /// The same for a connection of its own, without waiting for a word before the body.
  byte[] forwarded() {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (!lower.startsWith("connection:") && !lower.startsWith("expect:")) {
        text.append(line).append("\r\n");
      }
    }
    return text.append("Connection: close")
        .append(END)
        .toString()
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// How long the body of an answer is.
  static int bodyBytes(byte[] answer) {
    return answer.length - bodyStart(answer);
  }

  /// The same answer with half of its body and the length to it.
  static byte[] shortened(byte[] answer) {
    int start = bodyStart(answer);
    int length = (answer.length - start) / 2;
    String head =
        new String(answer, 0, start, StandardCharsets.ISO_8859_1)
            .replaceAll("(?i)content-length: *\\d+", "Content-Length: " + length);
    byte[] newHead = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] shortened = Arrays.copyOf(newHead, newHead.length + length);
    System.arraycopy(answer, start, shortened, newHead.length, length);
    return shortened;
  }

  private static int bodyStart(byte[] answer) {
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(END);
    return end < 0 ? answer.length : end + END.length();
  }
}
