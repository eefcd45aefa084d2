package dev.vivace.querier.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {

  private final JsonBytes out = new JsonBytes(16, 1 << 20);

  @Test
  void everyControlCharacterIsEscapedAndNothingElse() {
    for (int c = 0; c < 0x20; c++) {
      String expected =
          switch (c) {
            case '\n' -> "\"\\n\"";
            case '\r' -> "\"\\r\"";
            case '\t' -> "\"\\t\"";
            default -> "\"\\u%04x\"".formatted(c);
          };
      JsonBytes one = new JsonBytes(16, 100);
      assertThat(text(one.string(Character.toString(c)))).isEqualTo(expected);
    }
    assertThat(text(out.string("a\"b\\c/\u007f\u2028é😀<>&")))
        .isEqualTo("\"a\\\"b\\\\c/\u007f\u2028é😀<>&\"");
  }

  @Test
  void base64IsThatOfTheJdkForEveryLength() {
    byte[] source = new byte[70];
    new Random(1).nextBytes(source);
    for (int length = 0; length < 60; length++) {
      byte[] part = Arrays.copyOfRange(source, 5, 5 + length);
      JsonBytes one = new JsonBytes(16, 1000);
      assertThat(text(one.base64(source, 5, length)))
          .isEqualTo('"' + Base64.getEncoder().encodeToString(part) + '"');
      JsonBytes other = new JsonBytes(16, 1000);
      assertThat(text(other.hex(source, 5, length)))
          .isEqualTo('"' + HexFormat.of().formatHex(part) + '"');
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, 9, 10, 99, 100, 1767225600000000000L, Long.MAX_VALUE, -1, Long.MIN_VALUE})
  void integersAreDecimal(long value) {
    assertThat(text(out.number(value).raw(' ').longString(value).raw(' ').unsignedString(value)))
        .isEqualTo(value + " \"" + value + "\" \"" + Long.toUnsignedString(value) + "\"");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "0.0, 0",
    "-0.0, -0.0",
    "120, 120",
    "-3, -3",
    "1.5, 1.5",
    "0.1, 0.1",
    "1e300, 1.0E300",
    "1e15, 1.0E15",
    "4.9e-324, 4.9E-324",
    "NaN, \"NaN\"",
    "Infinity, \"Infinity\"",
    "-Infinity, \"-Infinity\"",
  })
  void doublesAreNumbersWhereJsonHasThem(double value, String expected) {
    assertThat(text(out.number(value))).isEqualTo(expected);
  }

  @Test
  void theLimitHoldsToTheByte() {
    JsonBytes small = new JsonBytes(16, 20);

    small.raw("x".repeat(20));

    assertThat(small.length()).isEqualTo(20);
    assertThatThrownBy(() -> small.raw('x'))
        .isInstanceOf(AnswerTooLargeException.class)
        .hasMessage("the answer exceeds 20 bytes");
  }

  private static String text(JsonBytes out) {
    return new String(out.bytes(), 0, out.length(), UTF_8);
  }
}
