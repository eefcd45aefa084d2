package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads one string literal: raw between backticks, or with escapes between double quotes. `\xHH`
/// and `\OOO` stand for bytes of UTF-8, the escapes with u and U for characters.
final class StringLexer {

  private final SourceText source;
  private final String query;
  private final int start;
  private final String text;
  private int at;

  /// Reads the string that begins at `start`.
  StringLexer(SourceText source, int start) {
    this.source = source;
    this.query = source.text();
    this.start = start;
    this.at = start + 1;
    this.text = query.charAt(start) == '`' ? raw() : quoted();
  }

  String text() {
    return text;
  }

  /// Where the string ends, its closing quote included.
  int end() {
    return at;
  }

  private String raw() {
    int close = query.indexOf('`', at);
    if (close < 0) {
      throw fail(start, "the string is not closed; add '`'");
    }
    String content = query.substring(at, close);
    at = close + 1;
    return content.replace("\r", "");
  }

  private String quoted() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int plainStart = at;
    while (at < query.length() && query.charAt(at) != '\n') {
      char c = query.charAt(at);
      if (c != '"' && c != '\\') {
        at++;
        continue;
      }
      bytes.writeBytes(query.substring(plainStart, at).getBytes(StandardCharsets.UTF_8));
      at++;
      if (c == '"') {
        return decode(bytes.toByteArray());
      }
      escape(bytes);
      plainStart = at;
    }
    throw fail(start, "the string is not closed on its line; add '\"', or use backticks");
  }

  private void escape(ByteArrayOutputStream bytes) {
    int backslash = at - 1;
    char c = at < query.length() ? query.charAt(at++) : ' ';
    switch (c) {
      case 'a' -> bytes.write(7);
      case 'b' -> bytes.write('\b');
      case 'f' -> bytes.write('\f');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case 'v' -> bytes.write(11);
      case '\\', '"' -> bytes.write(c);
      case 'x' -> bytes.write(digits(backslash, 2, 16));
      case 'u' -> character(bytes, backslash, 4);
      case 'U' -> character(bytes, backslash, 8);
      default -> octal(bytes, backslash);
    }
  }

  private void octal(ByteArrayOutputStream bytes, int backslash) {
    at = backslash + 1;
    int value = digits(backslash, 3, 8);
    if (value > 255) {
      throw failEscape(backslash);
    }
    bytes.write(value);
  }

  private void character(ByteArrayOutputStream bytes, int backslash, int count) {
    int codePoint = digits(backslash, count, 16);
    boolean isSurrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    if (!Character.isValidCodePoint(codePoint) || isSurrogate) {
      throw failEscape(backslash);
    }
    bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
  }

  private int digits(int backslash, int count, int radix) {
    int value = 0;
    for (int i = 0; i < count; i++) {
      char c = at < query.length() ? query.charAt(at++) : ' ';
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        throw failEscape(backslash);
      }
      value = value * radix + digit;
    }
    return value;
  }

  private String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      throw fail(start, "the escapes of the string do not make valid UTF-8");
    }
  }

  private QueryException failEscape(int backslash) {
    return fail(
        backslash,
        "unknown escape; there are \\a \\b \\f \\n \\r \\t \\v \\\\ \\\" \\xHH \\OOO \\uHHHH"
            + " \\UHHHHHHHH");
  }

  private QueryException fail(int offset, String message) {
    return source.error(Kind.PARSE, offset, message);
  }
}
