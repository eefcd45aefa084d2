package dev.vivace.server.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Durations as Go writes them: `1h30m`, `500ms`, `1.5s`, and with Prometheus' days and weeks
/// (`7d`). A plain `0` needs no unit. Negative durations are refused: no setting has a use for one.
final class GoDuration {

  static final String EXPECTED = "a duration such as 30s or 1h30m";

  private static final Map<String, Long> NANOS_BY_UNIT = new LinkedHashMap<>();

  static {
    NANOS_BY_UNIT.put("w", 7 * 24 * 3_600_000_000_000L);
    NANOS_BY_UNIT.put("d", 24 * 3_600_000_000_000L);
    NANOS_BY_UNIT.put("h", 3_600_000_000_000L);
    NANOS_BY_UNIT.put("m", 60_000_000_000L);
    NANOS_BY_UNIT.put("s", 1_000_000_000L);
    NANOS_BY_UNIT.put("ms", 1_000_000L);
    NANOS_BY_UNIT.put("us", 1_000L);
    NANOS_BY_UNIT.put("µs", 1_000L);
    NANOS_BY_UNIT.put("ns", 1L);
  }

  private GoDuration() {}

  /// Reads a duration, or throws [IllegalArgumentException].
  static Duration parse(String text) {
    String rest = text.strip();
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("empty");
    }
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < rest.length()) {
      int unitStart = endOf(rest, at, true);
      int unitEnd = endOf(rest, unitStart, false);
      Long factor = NANOS_BY_UNIT.get(rest.substring(unitStart, unitEnd));
      if (factor == null) {
        throw new IllegalArgumentException("no such unit");
      }
      BigDecimal number = new BigDecimal(rest.substring(at, unitStart));
      nanos = nanos.add(number.multiply(BigDecimal.valueOf(factor)));
      at = unitEnd;
    }
    try {
      return Duration.ofNanos(nanos.toBigInteger().longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("longer than 292 years", e);
    }
  }

  private static int endOf(String text, int start, boolean numeric) {
    int at = start;
    while (at < text.length() && isNumeric(text.charAt(at)) == numeric) {
      at++;
    }
    return at;
  }

  private static boolean isNumeric(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  /// The shortest exact form in hours and smaller units: `336h`, `1h30m`, `500ms`, `0s`.
  static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    long nanos = duration.toNanos();
    for (String unit : new String[] {"h", "m", "s", "ms", "us", "ns"}) {
      long factor = Optional.ofNullable(NANOS_BY_UNIT.get(unit)).orElseThrow();
      if (nanos >= factor) {
        text.append(nanos / factor).append(unit);
        nanos %= factor;
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}
