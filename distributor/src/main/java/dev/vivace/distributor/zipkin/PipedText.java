package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import org.jspecify.annotations.Nullable;

/// The end that texts of events and of links have in common, `…|{"key":"value"}|dropped`.
final class PipedText {

  private static final int MAX_DIGITS = 9;

  private PipedText() {}

  /// @param objectEnd where the object ends
  /// @param number what stands behind it
  record Tail(int objectEnd, int number) {}

  /// Where the first object behind a `|` seems to start, from `from` on; negative if none does.
  static int findObject(Text text, int from) {
    byte[] bytes = text.bytes();
    for (int at = from; at < text.offset() + text.length() - 1; at++) {
      if (bytes[at] == '|' && bytes[at + 1] == '{') {
        return at + 1;
      }
    }
    return -1;
  }

  /// Where the first `|` stands from `from` on; negative if there is none.
  static int findPipe(Text text, int from) {
    for (int at = from; at < text.offset() + text.length(); at++) {
      if (text.bytes()[at] == '|') {
        return at;
      }
    }
    return -1;
  }

  /// The end of a text whose object starts at `start`; null if it is not such an end.
  static @Nullable Tail parseTail(Text text, int start) {
    byte[] bytes = text.bytes();
    int end = text.offset() + text.length();
    int digits = end;
    while (digits > start && bytes[digits - 1] >= '0' && bytes[digits - 1] <= '9') {
      digits--;
    }
    int pipe = digits - 1;
    boolean hasNumber = digits < end && end - digits <= MAX_DIGITS;
    if (!hasNumber || bytes[pipe] != '|' || !EmbeddedJson.isObject(bytes, start, pipe)) {
      return null;
    }
    int number = 0;
    for (int at = digits; at < end; at++) {
      number = number * 10 + bytes[at] - '0';
    }
    return new Tail(pipe, number);
  }
}
