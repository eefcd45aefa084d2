package dev.vivace.traceql.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuePatternTest {

  @ParameterizedTest
  @CsvSource({
    "boom, boom: timeout, false",
    "boom.*, boom: timeout, true",
    "(?i)get.*, GET /cart, true",
    "a|b, ab, false",
    "a|b, b, true",
    "'', '', true",
    "'', a, false",
    "^a$, a, true",
  })
  void thePatternMustMatchTheWholeValue(String pattern, String value, boolean matches) {
    assertThat(ValuePattern.compile(pattern).matches(value)).isEqualTo(matches);
  }

  @Test
  void aDotMatchesLineBreaks() {
    assertThat(ValuePattern.compile("a.b").matches("a\nb")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a(?=b)", "\\1", "a**", "[z-a]", "a{1001}", "(?<!a)b"})
  void whatIsNotOfTheDialectIsRefused(String pattern) {
    assertThatThrownBy(() -> ValuePattern.compile(pattern))
        .isInstanceOf(InvalidPatternException.class)
        .hasMessageNotContaining("(?s)");
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void largeProgramsAreRefusedBeforeTheyAreBuilt() {
    List<String> bombs =
        List.of(
            "((a{100}){100}){100}".repeat(100),
            "(x{1000})".repeat(2_000),
            "(" + "ab".repeat(20_000) + "){1000}",
            "(".repeat(20_000) + ")".repeat(20_000),
            "\\pL".repeat(5_000),
            "[\\pL]{1000}",
            "a".repeat(70_000));
    for (String bomb : bombs) {
      assertThatThrownBy(() -> ValuePattern.compile(bomb))
          .as(bomb.substring(0, 10))
          .isInstanceOf(InvalidPatternException.class);
    }
  }

  /// The stack of the server's threads is half a mebibyte.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a?){1000}",
        "((a?){1000}){40}",
        "b(a|b|){1000}",
        "((((a{0,20}){0,20}){0,20}){0,10})",
        "a{1,1000}b{1,1000}c{1,1000}"
      })
  void whatNestsTooDeepForTheStackIsRefusedOrMatched(String pattern) throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Runnable match = () -> ValuePattern.compile(pattern).matches("b" + "a".repeat(50));
    Thread thread = new Thread(null, match, "small stack", 512 * 1024);
    thread.setUncaughtExceptionHandler((_, failure) -> thrown.set(failure));
    thread.start();
    thread.join();

    assertThat(thrown.get())
        .satisfiesAnyOf(
            failure -> assertThat(failure).isNull(),
            failure ->
                assertThat(failure)
                    .isInstanceOf(InvalidPatternException.class)
                    .hasMessageMatching(".*(use fewer of|repeat less).*"));
  }

  @Test
  void aListOfTextsIsLookedUpHoweverLongItIs() {
    Random random = new Random(1);
    String list =
        Stream.generate(() -> Integer.toString(random.nextInt(1 << 30), Character.MAX_RADIX))
            .limit(9_000)
            .collect(Collectors.joining("|"));
    ValuePattern pattern = ValuePattern.compile(list + "|a\\.b|c\\|d|");

    for (String value : List.of("a.b", "c|d", "", list.substring(0, list.indexOf('|')))) {
      assertThat(pattern.matches(value)).as(value).isTrue();
    }
    for (String value : List.of("axb", "c", "a.b ", "|", "a\\.b")) {
      assertThat(pattern.matches(value)).as(value).isFalse();
    }
  }

  @Test
  void usualRepetitionsAreWellWithinTheLimit() {
    String uuid = "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}";
    ValuePattern pattern = ValuePattern.compile("(" + uuid + "|(ab){1,3}|\\pL{2}){3}");

    assertThat(pattern.instructions()).isBetween(1_000, 6_000);
    assertThat(pattern.matches("abab0123abcd-0123-abcd-0123-0123456789abxy")).isTrue();
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void timeIsLinearInTheValue() {
    assertThat(ValuePattern.compile("(a*)*(a|a)*b").matches("a".repeat(100_000))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      nullValues = "none",
      value = {
        "boom, boom",
        "GET /.*, GET /",
        ".*timeout.*, timeout",
        "ab+c, ab",
        "abc?d, ab",
        "abc*, ab",
        "x{3}yz, yz",
        "a\\.b.c, a.b",
        "foo(bar)baz!, baz!",
        "\\d+-error, -error",
        "^start$, start",
        "[a-z]+rest, rest",
        "😀?x, x",
        "(?i)get.*, none",
        "a|b, none",
        "(a|b), none",
        ".*, none",
        "\\x41bc, none",
        "\\Qa.b\\E, none",
        "\\pLabc, none",
        "[[:alpha:]]abc, none",
      })
  void aTextThatEveryMatchContainsIsFound(String pattern, String literal) {
    assertThat(ValuePattern.compile(pattern).requiredLiteral().orElse(null)).isEqualTo(literal);
  }

  @Test
  void everyMatchingValueContainsTheRequiredLiteral() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int checked = 0;
    for (int i = 0; i < 50_000; i++) {
      String pattern = text(random, "ab.*+?()|[]{}2,\\d^$-", 8);
      String value = text(random, "ab2.{d-", 5);
      ValuePattern compiled;
      try {
        compiled = ValuePattern.compile(pattern);
      } catch (InvalidPatternException _) {
        continue;
      }
      if (compiled.matches(value) && compiled.requiredLiteral().isPresent()) {
        checked++;
        assertThat(value)
            .as("seed %d: %s", seed, pattern)
            .contains(compiled.requiredLiteral().get());
      }
    }
    assertThat(checked).isGreaterThan(20);
  }

  @Test
  void bytesMatchAsTextsDo() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int plain = 0;
    for (int i = 0; i < 50_000; i++) {
      // Half of them from an alphabet of which most patterns are plain alternatives.
      String pattern = text(random, i % 2 == 0 ? "ab.*|\\" : "ab.*+?()|[]{}2,\\d^$-", 8);
      pattern = random.nextBoolean() ? pattern : ".*" + pattern + ".*";
      String value = text(random, "ab2.{d-*|\\é", 5);
      byte[] bytes = ("x" + value + "y").getBytes(StandardCharsets.UTF_8);
      ValuePattern compiled;
      try {
        compiled = ValuePattern.compile(pattern);
      } catch (InvalidPatternException _) {
        continue;
      }
      plain += PlainAlternatives.of(pattern).isPresent() ? 1 : 0;

      assertThat(compiled.matches(bytes, 1, bytes.length - 2))
          .as("seed %d: '%s' on '%s'", seed, pattern, value)
          .isEqualTo(compiled.matches(value))
          .isEqualTo(Pattern.compile(pattern, Pattern.DOTALL).matches(value));
    }
    assertThat(plain).isGreaterThan(2_000);
  }

  private static String text(Random random, String alphabet, int maxLength) {
    return IntStream.range(0, random.nextInt(maxLength + 1))
        .mapToObj(_ -> String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))))
        .reduce("", String::concat);
  }
}
