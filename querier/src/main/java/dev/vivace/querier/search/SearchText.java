package dev.vivace.querier.search;

import dev.vivace.traceql.result.FoundTrace;
import java.util.HexFormat;

/// Texts and numbers of a search's answer that both of its formats share.
final class SearchText {

  private static final long NANOS_A_MILLI = 1_000_000;
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;
  private static final String NO_ROOT = "<root span not yet received>";

  private SearchText() {}

  /// Hex, by default without leading zeros.
  static String traceId(FoundTrace trace, boolean leftPad) {
    HexFormat hex = HexFormat.of();
    String digits = hex.toHexDigits(trace.traceHigh()) + hex.toHexDigits(trace.traceLow());
    int start = 0;
    while (!leftPad && start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  static String spanId(long id) {
    return HexFormat.of().toHexDigits(id);
  }

  static String rootServiceName(FoundTrace trace) {
    return trace.hasRoot() ? trace.rootServiceName() : NO_ROOT;
  }

  static long durationMillis(FoundTrace trace) {
    return uint32(Long.divideUnsigned(trace.durationNanos(), NANOS_A_MILLI));
  }

  /// The largest there is stands for all that are larger.
  static long uint32(long value) {
    return Math.clamp(value, 0, MAX_UINT32);
  }
}
