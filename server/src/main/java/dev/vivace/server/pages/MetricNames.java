package dev.vivace.server.pages;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import org.jspecify.annotations.Nullable;

/// Lets counters keep names that end with `_created_total`, as some of Tempo's do. The Prometheus
/// client reserves that ending and takes it off, so they are registered as `…_created_` and get
/// their names back in the text of the page.
final class MetricNames extends PrometheusNamingConvention {

  private static final String RESERVED = "_created";
  private static final String REGISTERED = RESERVED + "_";
  private static final String COMMENT = "# ";

  @Override
  public String name(String name, Meter.Type type, @Nullable String baseUnit) {
    boolean reserved = type == Meter.Type.COUNTER && name.endsWith(RESERVED);
    return super.name(reserved ? name + "_" : name, type, baseUnit);
  }

  /// The page as the client wrote it, with the names as they were meant.
  static String restored(String page) {
    if (!page.contains(REGISTERED)) {
      return page;
    }
    StringBuilder restored = new StringBuilder(page.length());
    for (String line : page.split("(?<=\n)", -1)) {
      restored.append(line.contains(REGISTERED) ? restoredLine(line) : line);
    }
    return restored.toString();
  }

  /// Only the metric's name changes, never a label or a help text.
  private static String restoredLine(String line) {
    int start = line.startsWith(COMMENT) ? line.indexOf(' ', COMMENT.length()) + 1 : 0;
    int end = start;
    while (end < line.length() && isPartOfName(line.charAt(end))) {
      end++;
    }
    String name = line.substring(start, end).replaceFirst("_created_(_total)?$", "_created$1");
    return line.substring(0, start) + name + line.substring(end);
  }

  private static boolean isPartOfName(char c) {
    return c == '_' || c == ':' || Character.isLetterOrDigit(c);
  }
}
