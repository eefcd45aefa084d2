package dev.vivace.server.logging;

import java.util.Map;

/// `level=info msg="a b" n=1`: values with blanks, quotes, `=` or control characters are quoted.
final class LogfmtLine implements LineEncoder.LineFormat {

  @Override
  public void write(Map<String, String> fields, StringBuilder line) {
    fields.forEach(
        (key, value) -> {
          if (!line.isEmpty()) {
            line.append(' ');
          }
          writeKey(key, line);
          line.append('=');
          if (isPlain(value)) {
            line.append(value);
          } else {
            QuotedText.write(value, line);
          }
        });
  }

  private static void writeKey(String key, StringBuilder line) {
    for (int i = 0; i < key.length(); i++) {
      line.append(isPlain(key.charAt(i)) ? key.charAt(i) : '_');
    }
  }

  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!isPlain(value.charAt(i))) {
        return false;
      }
    }
    return !value.isEmpty();
  }

  private static boolean isPlain(char c) {
    return c > ' ' && c != '"' && c != '=' && c != '\\' && !QuotedText.mustEscape(c);
  }
}
