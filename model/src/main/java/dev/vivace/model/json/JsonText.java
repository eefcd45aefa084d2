package dev.vivace.model.json;

import dev.vivace.model.bytes.Slice;

/// The content of the JSON string read last, escapes resolved: in the JSON text itself if it had
/// none, else in a buffer of its own. An escaped surrogate without its partner becomes U+FFFD.
public final class JsonText {

  private static final int KEPT_CAPACITY = 1 << 16;
  private static final int REPLACEMENT = 0xFFFD;
  private static final int UNICODE_ESCAPE_BYTES = 6;

  private final JsonCursor json;
  private final int maxBytes;
  private byte[] source = new byte[0];
  private byte[] unescaped = new byte[256];
  private byte[] bytes = source;
  private int offset;
  private int length;
  private boolean repaired;

  /// Strings may be as long as the text.
  public JsonText(JsonCursor json) {
    this(json, Integer.MAX_VALUE);
  }

  /// @param maxBytes the longest string as written; longer ones are refused
  public JsonText(JsonCursor json, int maxBytes) {
    this.json = json;
    this.maxBytes = maxBytes;
  }

  /// Reads strings of this text, which the cursor reads as well, from now on.
  public void reset(byte[] newSource) {
    source = newSource;
    if (unescaped.length > KEPT_CAPACITY) {
      unescaped = new byte[KEPT_CAPACITY];
    }
  }

  public byte[] bytes() {
    return bytes;
  }

  public int offset() {
    return offset;
  }

  public int length() {
    return length;
  }

  /// Whether a surrogate had to be replaced.
  public boolean isRepaired() {
    return repaired;
  }

  /// Reads the string that is next, and returns its slice of the JSON text, for error messages.
  public long read(String expected) {
    long slice = json.readString(expected);
    if (Slice.length(slice) > maxBytes) {
      throw json.errorAt(slice, "a string of at most %d bytes".formatted(maxBytes));
    }
    repaired = false;
    if (json.isEscaped()) {
      unescape(slice);
    } else {
      bytes = source;
      offset = Slice.offset(slice);
      length = Slice.length(slice);
    }
    return slice;
  }

  private void unescape(long slice) {
    int at = Slice.offset(slice);
    int end = at + Slice.length(slice);
    if (unescaped.length < Slice.length(slice)) {
      unescaped = new byte[Slice.length(slice)]; // No escape is shorter than what it stands for.
    }
    bytes = unescaped;
    offset = 0;
    length = 0;
    while (at < end) {
      byte next = source[at];
      if (next != '\\') {
        unescaped[length++] = next;
        at++;
      } else if (source[at + 1] == 'u') {
        at = unescapeUnicode(at, end);
      } else {
        unescaped[length++] = unescape(at);
        at += 2;
      }
    }
  }

  private byte unescape(int at) {
    return switch (source[at + 1]) {
      case '"', '\\', '/' -> source[at + 1];
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default ->
          throw json.errorAt(Slice.of(at, 2), "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u");
    };
  }

  /// Appends the character of one or two Unicode escapes and returns where they end.
  private int unescapeUnicode(int at, int end) {
    char first = readUnit(at, end);
    int next = at + UNICODE_ESCAPE_BYTES;
    if (!Character.isSurrogate(first)) {
      append(first);
      return next;
    }
    boolean hasNext = next + 1 < end && source[next] == '\\' && source[next + 1] == 'u';
    if (Character.isHighSurrogate(first) && hasNext) {
      char second = readUnit(next, end);
      if (Character.isLowSurrogate(second)) {
        append(Character.toCodePoint(first, second));
        return next + UNICODE_ESCAPE_BYTES;
      }
    }
    repaired = true;
    append(REPLACEMENT);
    return next;
  }

  private char readUnit(int at, int end) {
    int value = 0;
    for (int i = at + 2; i < at + UNICODE_ESCAPE_BYTES; i++) {
      int digit = i < end ? Character.digit(source[i], 16) : -1;
      if (digit < 0) {
        throw json.errorAt(
            Slice.of(at, Math.min(UNICODE_ESCAPE_BYTES, end - at)), "\\u and 4 hex digits");
      }
      value = (value << 4) | digit;
    }
    return (char) value;
  }

  private void append(int codePoint) {
    if (codePoint < 0x80) {
      unescaped[length++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      unescaped[length++] = (byte) (0xC0 | (codePoint >> 6));
      appendContinuation(codePoint);
    } else if (codePoint < 0x10000) {
      unescaped[length++] = (byte) (0xE0 | (codePoint >> 12));
      appendContinuation(codePoint >> 6);
      appendContinuation(codePoint);
    } else {
      unescaped[length++] = (byte) (0xF0 | (codePoint >> 18));
      appendContinuation(codePoint >> 12);
      appendContinuation(codePoint >> 6);
      appendContinuation(codePoint);
    }
  }

  private void appendContinuation(int bits) {
    unescaped[length++] = (byte) (0x80 | (bits & 0x3F));
  }
}
