package dev.vivace.server.logging;

import java.util.Map;

/// `{"level":"info","msg":"a b"}`: every value is a string.
final class JsonLine implements LineEncoder.LineFormat {

  @Override
  public void write(Map<String, String> fields, StringBuilder line) {
    line.append('{');
    fields.forEach(
        (key, value) -> {
          if (line.length() > 1) {
            line.append(',');
          }
          QuotedText.write(key, line);
          line.append(':');
          QuotedText.write(value, line);
        });
    line.append('}');
  }
}
