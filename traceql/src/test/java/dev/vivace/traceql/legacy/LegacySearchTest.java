package dev.vivace.traceql.legacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.traceql.Corpus;
import dev.vivace.traceql.oracle.LegacyOracle;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.WorkedTraces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LegacySearchTest {

  static Stream<List<String>> searches() {
    return Corpus.rows("legacy-searches.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("searches")
  void findsTheTracesThatMeetEachCondition(List<String> row) {
    LegacySearch search = LegacySearch.parse(row.get(0), row.get(1), row.get(2));
    Map<PlainTrace, String> names =
        Map.of(WorkedTraces.A, "A", WorkedTraces.B, "B", WorkedTraces.C, "C");
    List<String> found = new ArrayList<>();
    for (PlainTrace trace : WorkedTraces.all()) {
      if (LegacyOracle.matches(search, trace)) {
        found.add(names.get(trace));
      }
    }

    assertThat(found.isEmpty() ? "-" : String.join(" ", found))
        .as(row.toString())
        .isEqualTo(row.get(3));
  }

  @Test
  void logfmtHasQuotedValuesAndLonelyKeys() {
    assertThat(Logfmt.parse("a=1  b=\"two \\\"words\\\"\\n\" c d= é.x=y"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a", "1", "b", "two \"words\"\n", "c", "", "d", "", "é.x", "y"));
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("a=1 a=2", "tags: at character 8: the key 'a' comes twice; name it once"),
        Arguments.of("=1", "tags: at character 1: found '='; expected a key, as in key=value"),
        Arguments.of("a=\"x", "tags: at character 3: the quoted value is not closed; add '\"'"),
        Arguments.of("a=b=c", "tags: at character 4: found '=' after a value; expected a blank"),
        Arguments.of("a=\"x\"y", "tags: at character 6: found 'y' after a value; expected a blank"),
        Arguments.of("a\"b=1", "tags: at character 2: found '\"' in a key; expected '='"),
        Arguments.of(
            "a=\"\\x\"", "tags: at character 6: unknown escape; there are \\\" \\\\ \\n \\r \\t"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void malformedTagsAreRefused(String tags, String message) {
    assertThatThrownBy(() -> LegacySearch.parse(tags, "", ""))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage(message);
  }

  @Test
  void malformedDurationsAreRefused() {
    assertThatThrownBy(() -> LegacySearch.parse("", "5", ""))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("minDuration: '5' (expected: a duration such as 1.5s or 300ms)");
    assertThatThrownBy(() -> LegacySearch.parse("", "", "1d"))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> LegacySearch.parse("", "2s", "1s"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("maxDuration: 1s (expected: at least minDuration, 2s)");
  }
}
