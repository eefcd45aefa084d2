package dev.vivace.querier.metrics;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.querier.api.QueryParameters;
import dev.vivace.traceql.syntax.DurationParser;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/// Reads the step of a range query.
final class StepText {

  private static final int NANO_DIGITS = 9;
  private static final Pattern SECONDS =
      Pattern.compile("[0-9]{1,10}(\\.[0-9]{0,20})?|\\.[0-9]{1,20}");

  /// As much as times may lie apart: so no sum of a time and steps overflows.
  private static final long MAX_NANOS = 0xFFFF_FFFFL * 1_000_000_000;

  private StepText() {}

  /// Nanoseconds of decimal seconds or of a duration such as `1m30s`; 0 of an empty text.
  static long nanos(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    long nanos =
        SECONDS.matcher(text).matches()
            ? new BigDecimal(text).movePointRight(NANO_DIGITS).toBigInteger().longValue()
            : DurationParser.parseClock(text).orElse(-1);
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new InvalidRequestException(
          QueryParameters.invalid("step", text, "seconds, or a duration such as 15s or 1m30s"));
    }
    return nanos;
  }

  /// Checks an unsigned number of nanoseconds.
  static long check(long nanos) {
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw new InvalidRequestException(
          "step: %s (expected: nanoseconds, at most %d)"
              .formatted(Long.toUnsignedString(nanos), MAX_NANOS));
    }
    return nanos;
  }
}
