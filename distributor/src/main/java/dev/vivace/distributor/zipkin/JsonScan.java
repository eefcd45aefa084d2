package dev.vivace.distributor.zipkin;

/// Finds out whether text within a text is JSON, without an exception where it is not: annotations
/// may hold JSON and mostly do not, and a hostile request has millions of them.
///
/// Source: RFC 8259.
final class JsonScan {

  private static final int NONE = -1;
  private static final int MAX_DEPTH = 32;
  private static final int UNICODE_DIGITS = 4;

  private final byte[] bytes;
  private final int end;

  /// Looks at `[…, end)` of `bytes`.
  JsonScan(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /// Told where the keys, with their quotes, and the values of an object lie.
  interface Member {
    void at(int keyStart, int keyEnd, int valueStart, int valueEnd);
  }

  /// Where the object that starts here ends; negative if there is none.
  int object(int start, Member member) {
    return object(start, 0, member);
  }

  /// Where the string that starts here ends, behind its quote; negative if there is none.
  int string(int start) {
    if (!isAt(start, '"')) {
      return NONE;
    }
    int at = start + 1;
    while (at < end && bytes[at] != '"') {
      at = bytes[at] == '\\' ? escape(at + 1) : at + 1;
      if (at < 0) {
        return NONE;
      }
    }
    return at < end ? at + 1 : NONE;
  }

  /// The next place that is no white space.
  int space(int start) {
    int at = start;
    while (at >= 0 && at < end && isSpace(bytes[at])) {
      at++;
    }
    return at;
  }

  boolean isAt(int at, char token) {
    return at >= 0 && at < end && bytes[at] == token;
  }

  private int object(int start, int depth, Member member) {
    if (!isAt(start, '{') || depth == MAX_DEPTH) {
      return NONE;
    }
    int at = space(start + 1);
    if (isAt(at, '}')) {
      return at + 1;
    }
    while (true) {
      int keyEnd = string(at);
      int colon = space(keyEnd);
      if (!isAt(colon, ':')) {
        return NONE;
      }
      int valueStart = space(colon + 1);
      int valueEnd = value(valueStart, depth + 1);
      if (valueEnd < 0) {
        return NONE;
      }
      member.at(at, keyEnd, valueStart, valueEnd);
      int next = space(valueEnd);
      if (!isAt(next, ',')) {
        return isAt(next, '}') ? next + 1 : NONE;
      }
      at = space(next + 1);
    }
  }

  private int array(int start, int depth) {
    if (depth == MAX_DEPTH) {
      return NONE;
    }
    int at = space(start + 1);
    if (isAt(at, ']')) {
      return at + 1;
    }
    while (true) {
      int valueEnd = value(at, depth + 1);
      int next = space(valueEnd);
      if (!isAt(next, ',')) {
        return isAt(next, ']') ? next + 1 : NONE;
      }
      at = space(next + 1);
    }
  }

  private int value(int start, int depth) {
    if (start < 0 || start >= end) {
      return NONE;
    }
    return switch (bytes[start]) {
      case '{' -> object(start, depth, (_, _, _, _) -> {});
      case '[' -> array(start, depth);
      case '"' -> string(start);
      case 't' -> word(start, "true");
      case 'f' -> word(start, "false");
      case 'n' -> word(start, "null");
      default -> number(start);
    };
  }

  private int number(int start) {
    int at = isAt(start, '-') ? start + 1 : start;
    at = isAt(at, '0') ? at + 1 : digits(at);
    if (isAt(at, '.')) {
      at = digits(at + 1);
    }
    if (isAt(at, 'e') || isAt(at, 'E')) {
      at = isAt(at + 1, '+') || isAt(at + 1, '-') ? at + 1 : at;
      at = digits(at + 1);
    }
    return at;
  }

  private int digits(int start) {
    int at = start;
    while (at >= 0 && at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at == start ? NONE : at;
  }

  private int word(int start, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!isAt(start + i, word.charAt(i))) {
        return NONE;
      }
    }
    return start + word.length();
  }

  /// Where the escape that goes on here ends.
  private int escape(int start) {
    if (start >= end) {
      return NONE;
    }
    return switch (bytes[start]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> start + 1;
      case 'u' -> hexDigits(start + 1);
      default -> NONE;
    };
  }

  private int hexDigits(int start) {
    for (int at = start; at < start + UNICODE_DIGITS; at++) {
      if (at >= end || Character.digit(bytes[at], 16) < 0) {
        return NONE;
      }
    }
    return start + UNICODE_DIGITS;
  }

  private static boolean isSpace(byte next) {
    return next == ' ' || next == '\n' || next == '\r' || next == '\t';
  }
}
