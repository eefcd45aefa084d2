package dev.vivace.traceql.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A pattern that is nothing but alternatives of plain text, each perhaps between `.*`: `a|b`,
/// `.*timeout.*`, `GET /api/.*`. Most patterns are; they need no machine.
final class PlainAlternatives {

  private static final String ANY = ".*";
  private static final String SPECIAL = "\\.+*?()|[]{}^$";

  private final Set<String> whole = new HashSet<>();
  private final List<Part> parts = new ArrayList<>();

  private PlainAlternatives() {}

  /// @param openStart whether anything may stand before the text
  /// @param openEnd whether anything may stand behind it
  private record Part(byte[] text, boolean openStart, boolean openEnd) {

    boolean matches(byte[] bytes, int offset, int end) {
      if (end - offset < text.length) {
        return false;
      }
      if (openStart && openEnd) {
        return indexOf(text, bytes, offset, end) >= 0;
      }
      int at = openStart ? end - text.length : offset;
      return Arrays.equals(bytes, at, at + text.length, text, 0, text.length);
    }
  }

  /// The alternatives of a pattern, if it has no other meaning.
  static Optional<PlainAlternatives> of(String pattern) {
    PlainAlternatives alternatives = new PlainAlternatives();
    int from = 0;
    for (int i = 0; i <= pattern.length(); i++) {
      if (i == pattern.length() || pattern.charAt(i) == '|') {
        if (!alternatives.add(pattern.substring(from, i))) {
          return Optional.empty();
        }
        from = i + 1;
      } else if (pattern.charAt(i) == '\\') {
        i++; // Whatever follows is no bar.
      }
    }
    return Optional.of(alternatives);
  }

  private boolean add(String alternative) {
    boolean openStart = alternative.startsWith(ANY);
    String rest = openStart ? alternative.substring(ANY.length()) : alternative;
    boolean openEnd = rest.endsWith(ANY) && !rest.endsWith("\\" + ANY);
    rest = openEnd ? rest.substring(0, rest.length() - ANY.length()) : rest;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rest.length(); i++) {
      char c = rest.charAt(i);
      if (c == '\\' && i + 1 < rest.length() && SPECIAL.indexOf(rest.charAt(i + 1)) >= 0) {
        text.append(rest.charAt(++i));
      } else if (SPECIAL.indexOf(c) >= 0) {
        return false;
      } else {
        text.append(c);
      }
    }
    if (openStart || openEnd) {
      parts.add(new Part(text.toString().getBytes(StandardCharsets.UTF_8), openStart, openEnd));
    } else {
      whole.add(text.toString());
    }
    return true;
  }

  boolean matches(byte[] bytes, int offset, int length) {
    for (Part part : parts) {
      if (part.matches(bytes, offset, offset + length)) {
        return true;
      }
    }
    return !whole.isEmpty()
        && whole.contains(new String(bytes, offset, length, StandardCharsets.UTF_8));
  }

  /// Where `sought` first stands in `[from, end)`; −1 if it does not.
  static int indexOf(byte[] sought, byte[] bytes, int from, int end) {
    if (sought.length == 0) {
      return from;
    }
    byte first = sought[0];
    for (int at = from; at <= end - sought.length; at++) {
      if (bytes[at] == first
          && Arrays.equals(bytes, at + 1, at + sought.length, sought, 1, sought.length)) {
        return at;
      }
    }
    return -1;
  }
}
