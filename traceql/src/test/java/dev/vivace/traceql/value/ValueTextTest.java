package dev.vivace.traceql.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1000, 1µs",
    "1500, 1.5µs",
    "50000000, 50ms",
    "1762500000, 1.7625s",
    "7050000001, 7.050000001s",
    "120000000000, 2m0s",
    "5400000000000, 1h30m0s",
    "-1500000000, -1.5s",
    "9223372036854775807, 2562047h47m16.854775807s",
    "-9223372036854775808, -2562047h47m16.854775808s",
  })
  void durationsPrintInTheStyleOfGo(long nanos, String text) {
    assertThat(ValueText.bare(new DurationValue(nanos))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5.0",
    "0.5, 0.5",
    "0, 0.0",
    "-0.0, -0.0",
    "100000, 100000.0",
    "1000000, 1e+06",
    "1234567, 1.234567e+06",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1.5e300, 1.5e+300",
    "4.9e-324, 4.9e-324",
    "30.5, 30.5",
    "NaN, NaN",
    "Infinity, +Inf",
  })
  void floatsPrintShortAndNeverAsInts(double value, String text) {
    assertThat(ValueText.bare(new FloatValue(value))).isEqualTo(text);
  }

  @Test
  void floatsReadBackAsTheSameFloat() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(ValueText.bare(new FloatValue(value))))
            .as("seed %d", seed)
            .isEqualTo(value);
      }
    }
  }

  @Test
  void literalsQuoteStringsAndLabelsDoNot() {
    assertThat(ValueText.literal(new StringValue("a\"b"))).isEqualTo("`a\"b`");
    assertThat(ValueText.literal(new StringValue("a`\n\\\""))).isEqualTo("\"a`\\n\\\\\\\"\"");
    assertThat(ValueText.bare(new StringValue("a`b"))).isEqualTo("a`b");
  }

  @Test
  void stringsOrderByTheirBytes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String left = text(random);
      String right = text(random);
      int expected =
          Arrays.compareUnsigned(
              left.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));

      assertThat(Integer.signum(Utf8Order.compare(left, right)))
          .as("seed %d: %s and %s", seed, left, right)
          .isEqualTo(BigInteger.valueOf(expected).signum());
    }
  }

  private static String text(Random random) {
    int[] choices = {'a', 'b', 0xE9, 0xFFFD, 0xD7FF, 0xE000, 0x1F600, 0x10FFFF, 0x10000};
    return random
        .ints(random.nextInt(4), 0, choices.length)
        .map(index -> choices[index])
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
