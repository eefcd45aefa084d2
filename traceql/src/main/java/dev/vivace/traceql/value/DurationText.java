package dev.vivace.traceql.value;

/// The text of durations, in the style that Go programs print: `1.7625s`, `2m0s`, `50ms`, `0s`.
public final class DurationText {

  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;

  private DurationText() {}

  public static String print(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    // Unsigned below, so that the smallest long has a positive twin.
    String sign = nanos < 0 ? "-" : "";
    long rest = nanos < 0 ? -nanos : nanos;
    if (Long.compareUnsigned(rest, SECOND) < 0) {
      return sign + belowOneSecond(rest);
    }
    long hours = Long.divideUnsigned(rest, HOUR);
    long minutes = Long.remainderUnsigned(rest, HOUR) / MINUTE;
    String seconds = fraction(Long.remainderUnsigned(rest, MINUTE), SECOND) + "s";
    if (hours > 0) {
      return sign + hours + "h" + minutes + "m" + seconds;
    }
    return sign + (minutes > 0 ? minutes + "m" : "") + seconds;
  }

  private static String belowOneSecond(long nanos) {
    if (nanos < MICRO) {
      return nanos + "ns";
    }
    return nanos < MILLI ? fraction(nanos, MICRO) + "µs" : fraction(nanos, MILLI) + "ms";
  }

  private static String fraction(long nanos, long unit) {
    long whole = nanos / unit;
    long rest = nanos % unit;
    if (rest == 0) {
      return Long.toString(whole);
    }
    String digits = Long.toString(unit + rest).substring(1);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return whole + "." + digits.substring(0, end);
  }
}
