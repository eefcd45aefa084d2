package dev.vivace.querier.api;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.transport.http.HttpRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the parameters of a query from its URL. An empty one counts as absent.
public final class QueryParameters {

  private static final int MAX_SHOWN = 100;
  private static final int LONGEST_SECONDS = 10;
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long MAX_SECONDS = 0xFFFF_FFFFL;
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}\\.[0-9]{1,20}");
  private static final Pattern SPANS_OF_TIME = Pattern.compile("([0-9]{1,10}(ms|[smhdwy]))+");
  private static final Pattern SPAN_OF_TIME = Pattern.compile("([0-9]{1,10})(ms|[smhdwy])");

  private final HttpRequest request;

  public QueryParameters(HttpRequest request) {
    this.request = request;
  }

  public boolean has(String name) {
    return !text(name).isEmpty();
  }

  /// The parameter's first value; empty if there is none.
  public String text(String name) {
    return request.parameter(name).orElse("");
  }

  /// A whole number that is not negative.
  public OptionalInt count(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 0) {
        return OptionalInt.of(number);
      }
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(invalid(name, text, "a whole number, at least 0"), e);
    }
    throw new InvalidRequestException(invalid(name, text, "a whole number, at least 0"));
  }

  /// A switch; off if absent.
  public boolean flag(String name) {
    String text = text(name);
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "", "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new InvalidRequestException(invalid(name, text, "true or false"));
    };
  }

  /// `start`, `end` and `since`.
  public TimeRange range(RangeRules rules) {
    return rules.of(seconds("start"), seconds("end"), since());
  }

  private long seconds(String name) {
    return nanos(name) / NANOS_A_SECOND;
  }

  /// A time in unix nanoseconds, sent as unix seconds, as nanoseconds (more than ten digits), or as
  /// RFC 3339. 0 if absent.
  public long nanos(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return 0;
    }
    long nanos = parseTime(text);
    if (nanos < 0 || nanos / NANOS_A_SECOND > MAX_SECONDS) {
      throw new InvalidRequestException(
          invalid(name, text, "unix seconds, such as 1767225600, nanoseconds or RFC 3339"));
    }
    return nanos;
  }

  /// Negative if the text is no time.
  private static long parseTime(String text) {
    try {
      if (DIGITS.matcher(text).matches()) {
        long number = Long.parseLong(text);
        return text.length() <= LONGEST_SECONDS ? nanos(number, 0) : number;
      }
      if (DECIMAL.matcher(text).matches()) {
        return new BigDecimal(text).movePointRight(9).toBigInteger().longValueExact();
      }
      OffsetDateTime time = OffsetDateTime.parse(text);
      return nanos(time.toEpochSecond(), time.getNano());
    } catch (ArithmeticException | NumberFormatException | DateTimeException _) {
      return -1; // The caller says what was expected.
    }
  }

  private static long nanos(long seconds, int more) {
    return Math.addExact(Math.multiplyExact(seconds, NANOS_A_SECOND), more);
  }

  /// `since`: zero if absent.
  public Duration since() {
    String text = text("since");
    if (text.isEmpty()) {
      return Duration.ZERO;
    }
    if (!SPANS_OF_TIME.matcher(text).matches()) {
      throw new InvalidRequestException(invalid("since", text, "a duration such as 30m or 1d12h"));
    }
    Matcher parts = SPAN_OF_TIME.matcher(text);
    Duration total = Duration.ZERO;
    while (parts.find()) {
      total = total.plus(unit(parts.group(2)).multipliedBy(Long.parseLong(parts.group(1))));
    }
    return total;
  }

  private static Duration unit(String name) {
    return switch (name) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      case "w" -> Duration.ofDays(7);
      default -> Duration.ofDays(365);
    };
  }

  /// The message for a parameter that cannot be read.
  public static String invalid(String name, String text, String expected) {
    String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    return "%s: '%s' (expected: %s)".formatted(name, shown, expected);
  }
}
