package dev.vivace.model.json;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.error.InvalidRequestException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Reads JSON text token by token, without objects: strings and numbers are slices of the text.
/// Whoever reads says what it expects next; anything else ends in [InvalidRequestException] with
/// line and column (in bytes).
///
/// Strict on structure (RFC 8259); a byte order mark at the start and control characters within
/// strings are let through.
public final class JsonCursor {

  /// How deep objects and arrays may nest.
  public static final int MAX_DEPTH = 100;

  private static final int END = -1;

  private static final VarHandle LONG_LE =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';

  private byte[] bytes = new byte[0];
  private int start;
  private int position;
  private int end;
  private boolean escaped;

  /// Reads `[offset, textEnd)` of `text` from now on.
  public void reset(byte[] text, int offset, int textEnd) {
    bytes = text;
    start = offset;
    position = offset;
    end = textEnd;
    boolean hasMark =
        textEnd - offset >= 3
            && text[offset] == (byte) 0xEF
            && text[offset + 1] == (byte) 0xBB
            && text[offset + 2] == (byte) 0xBF;
    if (hasMark) {
      position += 3;
    }
  }

  public byte[] bytes() {
    return bytes;
  }

  /// The next byte that is no white space, not passed over; negative at the end.
  public int peek() {
    while (position < end) {
      byte next = bytes[position];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next & 0xFF;
      }
      position++;
    }
    return END;
  }

  /// Passes over `token` if it is next.
  public boolean consume(char token) {
    if (peek() != token) {
      return false;
    }
    position++;
    return true;
  }

  public void expect(char token, String expected) {
    if (!consume(token)) {
      throw error(expected);
    }
  }

  public void expectEnd() {
    if (peek() != END) {
      throw error("the end: a request is one JSON document");
    }
  }

  /// Passes over `null` if it is next.
  public boolean consumeNull() {
    return peek() == 'n' && consumeWord("null");
  }

  public boolean readBoolean() {
    if (consumeWord("true")) {
      return true;
    }
    if (consumeWord("false")) {
      return false;
    }
    throw error("true or false");
  }

  /// Reads a string and returns the slice between its quotes; [#isEscaped] says whether it has
  /// escapes.
  public long readString(String expected) {
    expect('"', expected);
    escaped = false;
    int first = position;
    int at = findSpecial(first);
    while (at < end) {
      if (bytes[at] == '"') {
        position = at + 1;
        return Slice.of(first, at - first);
      }
      escaped = true;
      at = at + 2 < end ? findSpecial(at + 2) : end;
    }
    position = end;
    throw error("'\"' to end a string");
  }

  /// The place of the next quote or backslash, eight bytes at a time; the end if there is none.
  private int findSpecial(int from) {
    int at = from;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long word = (long) LONG_LE.get(bytes, at);
      long hits = zeroBytes(word ^ QUOTES) | zeroBytes(word ^ BACKSLASHES);
      if (hits != 0) {
        return at + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
      }
    }
    while (at < end && bytes[at] != '"' && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  /// Has the high bit of the lowest zero byte set, and none below it.
  private static long zeroBytes(long word) {
    return (word - ONES) & ~word & (ONES << 7);
  }

  public boolean isEscaped() {
    return escaped;
  }

  /// Reads a number and returns its slice.
  public long readNumber(String expected) {
    int next = peek();
    if (next != '-' && !isDigit(next)) {
      throw error(expected);
    }
    int first = position;
    if (next == '-') {
      position++;
    }
    if (position < end && bytes[position] == '0') {
      position++;
    } else {
      readDigits();
    }
    if (position < end && bytes[position] == '.') {
      position++;
      readDigits();
    }
    if (position < end && (bytes[position] | 0x20) == 'e') {
      position++;
      if (position < end && (bytes[position] == '+' || bytes[position] == '-')) {
        position++;
      }
      readDigits();
    }
    return Slice.of(first, position - first);
  }

  /// Passes over the value that is next, whatever it is, inside of `depth` objects and arrays.
  public void skipValue(int depth) {
    switch (peek()) {
      case '{' -> skipObject(depth + 1);
      case '[' -> skipArray(depth + 1);
      case '"' -> readString("a string");
      case 't', 'f' -> readBoolean();
      default -> {
        if (!consumeNull()) {
          readNumber("a value");
        }
      }
    }
  }

  public void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw error("at most " + MAX_DEPTH + " levels of nesting");
    }
  }

  private void skipObject(int depth) {
    checkDepth(depth);
    expect('{', "'{'");
    if (consume('}')) {
      return;
    }
    do {
      readString("a key");
      expect(':', "':'");
      skipValue(depth);
    } while (consume(','));
    expect('}', "',' or '}'");
  }

  private void skipArray(int depth) {
    checkDepth(depth);
    expect('[', "'['");
    if (consume(']')) {
      return;
    }
    do {
      skipValue(depth);
    } while (consume(','));
    expect(']', "',' or ']'");
  }

  private void readDigits() {
    int first = position;
    while (position < end && isDigit(bytes[position])) {
      position++;
    }
    if (position == first) {
      throw error("a digit");
    }
  }

  private static boolean isDigit(int next) {
    return next >= '0' && next <= '9';
  }

  private boolean consumeWord(String word) {
    peek();
    if (word.length() > end - position) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (bytes[position + i] != word.charAt(i)) {
        return false;
      }
    }
    position += word.length();
    return true;
  }

  /// An error at the next token.
  public InvalidRequestException error(String expected) {
    int found = peek();
    return errorAt(position, found == END ? "the end of the text" : shown(found), expected);
  }

  /// An error about the token in `slice`.
  public InvalidRequestException errorAt(long slice, String expected) {
    int shownBytes = Math.min(Slice.length(slice), 40);
    String token = new String(bytes, Slice.offset(slice), shownBytes, StandardCharsets.UTF_8);
    return errorAt(Slice.offset(slice), "'" + token + "'", expected);
  }

  private InvalidRequestException errorAt(int offset, String found, String expected) {
    int line = 1;
    int lineStart = start;
    for (int i = start; i < offset && i < end; i++) {
      if (bytes[i] == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new InvalidRequestException(
        "JSON, line %d, column %d: found %s (expected: %s)"
            .formatted(line, offset - lineStart + 1, found, expected));
  }

  private static String shown(int next) {
    return next >= ' ' && next < 0x7F ? "'" + (char) next + "'" : "byte 0x%02x".formatted(next);
  }
}
