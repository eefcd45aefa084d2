package dev.vivace.traceql.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Query;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlipLiteralsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{ 20 < .a } ; { .a > 20 }",
        "{ 20 <= .a || 1 >= .b } ; { (.a >= 20) || (.b <= 1) }",
        "{ 20 > .a + 1 } ; { (.a + 1) < 20 }",
        "{ `a` = .a && `b` != name } ; { (.a = `a`) && (name != `b`) }",
        "{ } | compare({ 1 = .a }) ; { true } | compare({ .a = 1 }, 10)",
      })
  void firesOnALiteralOnTheLeft(String query, String flipped) {
    assertThat(CanonicalText.of(FlipLiterals.apply(TraceQl.parse(query)))).isEqualTo(flipped);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"{ .a > 20 }", "{ 1 < 2 }", "{ .a < .b }", "{ `a` =~ `b` }", "{ } | by(1 < .a)"})
  void leavesAloneAllElse(String text) {
    Query query = TraceQl.parse(text);

    assertThat(FlipLiterals.apply(query)).isEqualTo(query);
  }
}
