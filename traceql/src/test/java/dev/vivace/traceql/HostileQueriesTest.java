package dev.vivace.traceql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.traceql.extract.CarriedFields;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.oracle.Oracle;
import dev.vivace.traceql.oracle.WorkedTraces;
import dev.vivace.traceql.rewrite.FlipLiterals;
import dev.vivace.traceql.rewrite.FoldConstants;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileQueriesTest {

  private static final int SIZE = QueryLimits.MAX_QUERY_BYTES;
  private static final String ALPHABET =
      "{}()|&<>!~=+-*/%^.,:\"`\\ \n\tabc019_µ nil span. resource. true count() by( rate() 1s 2.5 with";

  private final long seed = new Random().nextLong();

  /// Texts that nest or chain as deep as 128 KiB allow.
  static Stream<String> bombs() {
    return Stream.of(
        "{" + "(".repeat(SIZE - 1),
        "(".repeat(SIZE),
        "{" + "!".repeat(SIZE - 1),
        "{" + "-".repeat(SIZE - 1),
        "{1" + "^1".repeat(SIZE / 2 - 2) + "}",
        "{1" + "+1".repeat(SIZE / 2 - 2) + "}",
        "{.a=1" + "=1".repeat(SIZE / 2 - 4) + "}",
        "{" + "nil=".repeat(SIZE / 4 - 1),
        "{.a" + "=nil".repeat(SIZE / 4 - 2) + "}",
        "{}" + ">{}".repeat(SIZE / 3 - 2),
        "{}" + "|{}".repeat(SIZE / 3 - 2),
        "{}|count()>1" + "+1".repeat(SIZE / 2 - 20),
        "({}|".repeat(SIZE / 4),
        "{}|rate()" + ">1".repeat(SIZE / 2 - 20),
        "{}|rate()by(" + ".a,".repeat(SIZE / 3 - 20) + ".a)",
        "{}" + "with(a=1)".repeat(SIZE / 9 - 1),
        "{.a && " + ".b || .b && ".repeat(SIZE / 12 - 2) + ".c}");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void aBombEndsInAClearError(String bomb) {
    QueryException failure = catchThrowableOfType(QueryException.class, () -> TraceQl.parse(bomb));

    assertThat(failure).as(bomb.substring(0, 20)).isNotNull();
    assertThat(failure.getMessage()).matches("(?s)\\d+:\\d+: .{10,300}");
  }

  static Stream<String> bombsOfMetrics() {
    return Stream.concat(
        bombs(),
        Stream.of(
            "(".repeat(SIZE - 9) + "{}|rate()",
            "({}|rate())" + "+1".repeat(SIZE / 2 - 20),
            "({}|rate())" + "^1".repeat(SIZE / 2 - 20),
            "({}|rate())>" + "(".repeat(SIZE - 20),
            "({}|rate())>1" + "^1".repeat(SIZE / 2 - 20),
            "({}|rate())" + ">1".repeat(SIZE / 2 - 20),
            "({}|rate()|topk(1))+".repeat(SIZE / 20),
            "(({}|rate())|topk(1))" + "|topk(1)".repeat(SIZE / 8 - 20)));
  }

  @ParameterizedTest
  @MethodSource("bombsOfMetrics")
  void aBombOfMetricsEndsInAClearError(String bomb) {
    QueryException failure =
        catchThrowableOfType(QueryException.class, () -> TraceQl.parseMetrics(bomb));

    assertThat(failure).as(bomb.substring(0, 20)).isNotNull();
    assertThat(failure.getMessage()).matches("(?s)\\d+:\\d+: .{10,300}");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void aBombInATagFilterFiltersNothing(String bomb) {
    assertThat(TagFilter.parse(bomb).isUnfiltered()).isTrue();
  }

  @Test
  void aTextAboveTheLimitIsRefusedUnread() {
    assertThatThrownBy(() -> TraceQl.parse("{ .a = \"" + "é".repeat(SIZE / 2) + "\" }"))
        .isInstanceOf(QueryException.class)
        .hasMessage("1:1: the query has 131083 bytes (limit: 131072)");
  }

  @Test
  void tenThousandAlternativesAreAnswered() {
    String query = chain(10_000, "span.size=%d", "||");

    assertThat(query.getBytes(StandardCharsets.UTF_8).length).isGreaterThan(SIZE);
    String fitting = chain(7_000, "span.size=%d", "||");
    assertThat(Oracle.answer(fitting, WorkedTraces.A)).hasSize(1);
    assertThat(CanonicalText.of(TraceQl.parse(fitting))).startsWith("{ ((((");
    assertThat(Oracle.answer(chain(10_000, ".a=%d", "||"), WorkedTraces.A)).isEmpty();
    assertThat(Oracle.answer(chain(8_000, ".a!=-%d", "&&"), WorkedTraces.A)).isEmpty();
  }

  @Test
  void tenThousandAlternativesInAPatternAreAnswered() {
    String alternatives =
        IntStream.range(0, 10_000).mapToObj(i -> "n" + i).collect(Collectors.joining("|"));

    assertThat(Oracle.answer("{ name =~ `" + alternatives + "|SELECT` }", WorkedTraces.A))
        .hasSize(1);
  }

  /// As deep as trees get: chains that lean to the left, up to the limit of nodes.
  @Test
  void theDeepestTreesNeedNoLargeStack() throws InterruptedException {
    List<String> deepest =
        List.of(
            "{.a" + " + .b".repeat(247) + " = 1}",
            "{.a=1" + "&&.a||.a".repeat(124) + "}",
            "{.a=1" + "=true".repeat(248) + "}",
            "{.a}" + ">{.a}".repeat(248));
    String metrics = "({.a}|rate())" + "+1".repeat(248);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable useAll =
        () -> {
          deepest.forEach(HostileQueriesTest::useEverywhere);
          assertThat(CanonicalText.of(TraceQl.parseMetrics(metrics))).isNotEmpty();
        };
    Thread thread = new Thread(null, useAll, "small stack", 512 * 1024);
    thread.setUncaughtExceptionHandler((_, thrown) -> failure.set(thrown));
    thread.start();
    thread.join();

    assertThat(failure.get()).isNull();
  }

  @Test
  void treesAboveTheHeightLimitAreRefused() {
    for (String high :
        List.of(
            "{.a" + " + .b".repeat(250) + " = 1}",
            "{.a=1" + "&&.a||.a".repeat(126) + "}",
            "{((.a" + " + .b".repeat(125) + " )" + " + .b".repeat(125) + " ) = 1}",
            "({.a})" + ">{.a}".repeat(250))) {
      assertThatThrownBy(() -> TraceQl.parse(high))
          .isInstanceOf(QueryException.class)
          .hasMessageEndingWith("the query chains more than 250 operators; split it");
    }
  }

  private static void useEverywhere(String text) {
    Query query = FlipLiterals.apply(FoldConstants.apply(TraceQl.parse(text)));
    assertThat(query).isEqualTo(FoldConstants.apply(query)).hasSameHashCodeAs(query);
    assertThat(CanonicalText.of(query)).isNotEmpty();
    assertThat(CarriedFields.of(query)).hasSizeLessThan(3);
    assertThat(SeenTypes.of(query)).isNotNull();
    assertThat(Oracle.answer(query, WorkedTraces.A)).isEmpty();
  }

  @Test
  void patternsAreLimitedTogether() {
    String large = chain(100, "name=~`(%d|x){999}`", "||");
    assertThat(TraceQl.parse(large.replace("{999}", "{99}"))).isNotNull();

    QueryException failure = catchThrowableOfType(QueryException.class, () -> TraceQl.parse(large));

    assertThat(failure.kind()).isEqualTo(QueryException.Kind.LIMIT);
    assertThat(failure).hasMessageContaining("(limit: 250000)");
  }

  @Test
  void bytesWithoutSenseGiveAQueryExceptionOrATree() {
    Random random = new Random(seed);
    for (int i = 0; i < 4_000; i++) {
      byte[] bytes = new byte[random.nextInt(60)];
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : letter(random));
      }
      parseAnyhow(new String(bytes, StandardCharsets.UTF_8));
      parseAnyhow("{" + new String(bytes, StandardCharsets.UTF_16));
    }
  }

  @Test
  void mutatedQueriesGiveAQueryExceptionOrATree() {
    Random random = new Random(seed);
    RandomQueries queries = new RandomQueries(random);
    for (int i = 0; i < 3_000; i++) {
      StringBuilder text = new StringBuilder(CanonicalText.of(queries.next()));
      for (int edits = 1 + random.nextInt(3); edits > 0 && !text.isEmpty(); edits--) {
        mutate(text, random);
      }
      parseAnyhow(text.toString());
    }
  }

  private static void mutate(StringBuilder text, Random random) {
    int at = random.nextInt(text.length());
    switch (random.nextInt(4)) {
      case 0 -> text.deleteCharAt(at);
      case 1 -> text.insert(at, letter(random));
      case 2 -> text.setCharAt(at, letter(random));
      default -> text.setLength(at);
    }
  }

  private static char letter(Random random) {
    return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
  }

  private void parseAnyhow(String text) {
    parseAnyhow(text, TagFilter::parse);
    parseAnyhow(text, TraceQl::parse);
    parseAnyhow(text, TraceQl::parseMetrics);
  }

  private void parseAnyhow(String text, Function<String, Object> parser) {
    try {
      assertThat(parser.apply(text)).isNotNull();
    } catch (QueryException e) {
      assertThat(e).as("seed %d: %s", seed, text).hasMessageMatching("(?s)\\d+:\\d+: .+");
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("seed %d: %s".formatted(seed, text), e);
    }
  }

  private static String chain(int count, String condition, String operator) {
    return IntStream.range(0, count)
        .mapToObj(condition::formatted)
        .collect(Collectors.joining(operator, "{", "}"));
  }
}
