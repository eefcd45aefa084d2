package dev.vivace.traceql.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiteralsTest {

  @ParameterizedTest
  @CsvSource({
    "1d12h, 129600000000000",
    "1y2w3d4h5m6s7ms, 33019506007000000",
    "1.5h, 5400000000000",
    ".75s, 750000000",
    "7.s, 7000000000",
    "30m1h, 5400000000000",
    "1s1s, 2000000000",
    "2.5us, 2500",
    "3µs, 3000",
    "1.9ns, 1",
    "0.1s, 100000000",
    "292y, 9208512000000000000",
    "9223372036.854775807s, 9223372036854775807",
  })
  void durationsHaveTwoForms(String text, long nanos) {
    assertThat(DurationParser.parse(text)).isEqualTo(OptionalLong.of(nanos));
  }

  @ParameterizedTest
  @CsvSource({"1.5d", "6h1d", "1h1w", "s", ".s", "5", "1d1.5h", "9223372036.854775808s", "293y"})
  void otherFormsAreNoDurations(String text) {
    assertThat(DurationParser.parse(text)).isEmpty();
  }

  @Test
  void escapesStandForBytesOrCharacters() {
    assertThat(literal("\"\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\\x41\\303\\251\\u00e9\\U0001F600\""))
        .isEqualTo(new StringValue("\u0007\b\f\n\r\t\u000b\\\"Aéé😀"));
  }

  @Test
  void rawStringsKeepEverythingButCarriageReturns() {
    assertThat(literal("`a\\n\r\nb\"`")).isEqualTo(new StringValue("a\\n\nb\""));
  }

  @ParameterizedTest
  @CsvSource({"3.25, 3.25", ".25, .25", "3., 3", "6e3, 6000", "6E-3, .006", "1_2.5, 12.5"})
  void floatsAreWrittenAsInGo(String text, double value) {
    assertThat(literal(text)).isEqualTo(new FloatValue(value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        ".a-1+b*c/d%e:f;g'h#i@j$k\\l[m].n`o | a-1+b*c/d%e:f;g'h#i@j$k\\l[m].n`o",
        ".a.\"b c\".d | a.b c.d",
        ".\"q\\\"\\\\\" | q\"\\",
        ".\"a=b\"c | a=bc",
      })
  void namesTakeNearlyEveryCharacter(String text, String name) {
    assertThat(QueryParser.parseReference(text)).isEqualTo(new Attribute(Scope.UNSCOPED, name));
  }

  private static Value literal(String text) {
    var query = QueryParser.parse("{ .x = " + text + " }").query();
    if (query.body() instanceof Pipeline(var stages)
        && stages.getFirst() instanceof SpansetFilter(Comparison(_, _, Literal(var value)))) {
      return value;
    }
    throw new AssertionError(query);
  }
}
