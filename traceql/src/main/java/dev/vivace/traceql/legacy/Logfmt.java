package dev.vivace.traceql.legacy;

import dev.vivace.model.error.InvalidRequestException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads `key=value key2="two words"`. A key alone has the empty value; no key may come twice.
///
/// ```text
/// pair  = key [ "=" [ value ] ]            separated by blanks
/// key   = characters above the blank, but not `=` and `"`
/// value = the same, or in double quotes with the escapes \" \\ \n \r \t
/// ```
final class Logfmt {

  private final String text;
  private int at;

  private Logfmt(String text) {
    this.text = text;
  }

  static Map<String, String> parse(String text) {
    return new Logfmt(text).pairs();
  }

  private Map<String, String> pairs() {
    Map<String, String> pairs = new LinkedHashMap<>();
    while (skipBlanks()) {
      String key = word();
      if (key.isEmpty()) {
        throw fail("found '" + text.charAt(at) + "'; expected a key, as in key=value");
      }
      if (pairs.putIfAbsent(key, value()) != null) {
        throw fail("the key '" + key + "' comes twice; name it once");
      }
    }
    return pairs;
  }

  private boolean skipBlanks() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    return at < text.length();
  }

  private String word() {
    int start = at;
    while (at < text.length() && text.charAt(at) > ' ' && "=\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private String value() {
    if (at == text.length() || text.charAt(at) <= ' ') {
      return "";
    }
    if (text.charAt(at) != '=') {
      throw fail("found '\"' in a key; expected '='");
    }
    at++;
    String value = at < text.length() && text.charAt(at) == '"' ? quoted() : word();
    if (at < text.length() && text.charAt(at) > ' ') {
      throw fail("found '" + text.charAt(at) + "' after a value; expected a blank");
    }
    return value;
  }

  private String quoted() {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      value.append(c == '\\' ? escaped() : c);
    }
    at = start;
    throw fail("the quoted value is not closed; add '\"'");
  }

  private char escaped() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case '"', '\\' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw fail("unknown escape; there are \\\" \\\\ \\n \\r \\t");
    };
  }

  private InvalidRequestException fail(String message) {
    return new InvalidRequestException("tags: at character " + (at + 1) + ": " + message);
  }
}
