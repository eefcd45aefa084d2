package dev.vivace.server.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/// A number of bytes, written as `1048576`, `1_048_576`, `1e6`, `1MiB` or `1.5GB`.
///
/// @param bytes never negative
public record ByteSize(long bytes) {

  static final String EXPECTED = "a size such as 30_000_000 or 64MiB";

  private static final Map<String, Long> UNITS =
      Map.ofEntries(
          Map.entry("", 1L),
          Map.entry("b", 1L),
          Map.entry("kb", 1_000L),
          Map.entry("mb", 1_000_000L),
          Map.entry("gb", 1_000_000_000L),
          Map.entry("tb", 1_000_000_000_000L),
          Map.entry("kib", 1L << 10),
          Map.entry("mib", 1L << 20),
          Map.entry("gib", 1L << 30),
          Map.entry("tib", 1L << 40));

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("size: %d (expected: >= 0)".formatted(bytes));
    }
  }

  static ByteSize mebibytes(long count) {
    return new ByteSize(count << 20);
  }

  /// Reads a size, or throws [IllegalArgumentException].
  static ByteSize parse(String text) {
    String plain = text.strip().replace("_", "");
    int unit = plain.length();
    while (unit > 0 && Character.isLetter(plain.charAt(unit - 1))) {
      unit--;
    }
    Long factor = UNITS.get(plain.substring(unit).toLowerCase(Locale.ROOT));
    if (factor == null) {
      throw new IllegalArgumentException("unit '%s'".formatted(plain.substring(unit)));
    }
    try {
      BigDecimal number = new BigDecimal(plain.substring(0, unit).strip());
      return new ByteSize(number.multiply(BigDecimal.valueOf(factor)).longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("'%s' is no whole number of bytes".formatted(text), e);
    }
  }

  /// The largest unit that divides it: `64MiB`, `30000000`.
  @Override
  public String toString() {
    String[] units = {"TiB", "GiB", "MiB", "KiB"};
    for (int i = 0; i < units.length; i++) {
      long factor = 1L << (40 - 10 * i);
      if (bytes != 0 && bytes % factor == 0) {
        return bytes / factor + units[i];
      }
    }
    return Long.toString(bytes);
  }
}
