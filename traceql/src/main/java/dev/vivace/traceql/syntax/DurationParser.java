package dev.vivace.traceql.syntax;

import java.util.List;
import java.util.OptionalLong;

/// Reads durations in their two forms; the first that fits wins.
///
/// ```text
///   calendar   1y2w3d4h5m6s7ms    integers, each unit at most once, in this order
///   clock      1.5h30m.5s         decimals, units ns us µs ms s m h, any order, repeats add up
/// ```
public final class DurationParser {

  private record Unit(String symbol, long nanos) {}

  private static final long SECOND = 1_000_000_000;
  private static final long HOUR = 3_600 * SECOND;

  private static final List<Unit> CLOCK =
      List.of(
          new Unit("ns", 1),
          new Unit("us", 1_000),
          new Unit("µs", 1_000),
          new Unit("ms", 1_000_000),
          new Unit("s", SECOND),
          new Unit("m", 60 * SECOND),
          new Unit("h", HOUR));

  private static final List<Unit> CALENDAR =
      List.of(
          new Unit("y", 365 * 24 * HOUR),
          new Unit("w", 7 * 24 * HOUR),
          new Unit("d", 24 * HOUR),
          new Unit("h", HOUR),
          new Unit("m", 60 * SECOND),
          new Unit("s", SECOND),
          new Unit("ms", 1_000_000));

  private DurationParser() {}

  /// The nanoseconds of a duration in either form; nothing if it has none or more than a long
  /// holds.
  public static OptionalLong parse(String text) {
    try {
      OptionalLong calendar = calendar(text);
      return calendar.isPresent() ? calendar : clock(text);
    } catch (ArithmeticException | NumberFormatException _) {
      return OptionalLong.empty(); // Too long: neither form holds it.
    }
  }

  /// As [#parse], but only the clock form, and `0` without a unit.
  public static OptionalLong parseClock(String text) {
    if (text.equals("0")) {
      return OptionalLong.of(0);
    }
    try {
      return clock(text);
    } catch (ArithmeticException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong calendar(String text) {
    long total = 0;
    int at = 0;
    int nextUnit = 0;
    while (at < text.length()) {
      int digitsEnd = digitsEnd(text, at);
      int unitEnd = lettersEnd(text, digitsEnd);
      String symbol = text.substring(digitsEnd, unitEnd);
      int unit = indexOf(CALENDAR, symbol);
      if (digitsEnd == at || unit < nextUnit) {
        return OptionalLong.empty();
      }
      long count = Long.parseLong(text.substring(at, digitsEnd));
      total = Math.addExact(total, Math.multiplyExact(count, CALENDAR.get(unit).nanos));
      nextUnit = unit + 1;
      at = unitEnd;
    }
    return OptionalLong.of(total);
  }

  private static OptionalLong clock(String text) {
    long total = 0;
    int at = 0;
    while (at < text.length()) {
      int wholeEnd = digitsEnd(text, at);
      boolean hasFraction = wholeEnd < text.length() && text.charAt(wholeEnd) == '.';
      int numberEnd = hasFraction ? digitsEnd(text, wholeEnd + 1) : wholeEnd;
      int unitEnd = lettersEnd(text, numberEnd);
      int unit = indexOf(CLOCK, text.substring(numberEnd, unitEnd));
      boolean hasDigits = wholeEnd > at || numberEnd > wholeEnd + 1;
      if (!hasDigits || unit < 0) {
        return OptionalLong.empty();
      }
      long nanos = CLOCK.get(unit).nanos;
      long whole = wholeEnd > at ? Long.parseLong(text.substring(at, wholeEnd)) : 0;
      total = Math.addExact(total, Math.multiplyExact(whole, nanos));
      if (numberEnd > wholeEnd + 1) {
        double fraction = Double.parseDouble("0." + text.substring(wholeEnd + 1, numberEnd));
        total = Math.addExact(total, (long) roundDown(fraction * nanos));
      }
      at = unitEnd;
    }
    return OptionalLong.of(total);
  }

  /// Cuts off what is below a nanosecond, but not the rounding of the product itself.
  private static double roundDown(double nanos) {
    double nearest = Math.rint(nanos);
    return Math.abs(nanos - nearest) < 1e-3 ? nearest : Math.floor(nanos);
  }

  private static int digitsEnd(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }

  private static int lettersEnd(String text, int from) {
    int i = from;
    while (i < text.length()
        && text.charAt(i) != '.'
        && (text.charAt(i) < '0' || text.charAt(i) > '9')) {
      i++;
    }
    return i;
  }

  private static int indexOf(List<Unit> units, String symbol) {
    for (int i = 0; i < units.size(); i++) {
      if (units.get(i).symbol.equals(symbol)) {
        return i;
      }
    }
    return -1;
  }
}
