package dev.vivace.traceql.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.CanonicalText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarriedFieldsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{ span.a > 1 && span.a < 5 } ; span.a if (span.a > 1)(span.a < 5)",
        "{ span.a > 1 && span.a != nil } ; span.a always if (span.a > 1)",
        "{ status = error } | select(.a, status) ; status selected if (status = error), .a selected",
        "{ .a = nil } ; .a nil",
        "{ } | by(.a + .b) ; .a always, .b always",
        "{ } | max(.a) > 1 ; .a always",
        "{ name = `x` } ; name if (name = `x`)",
        "{ duration > 1s && rootName = `x` && rootServiceName = `x` && span:id = `x`} ; ''",
        "{ trace:id = `x` && traceDuration > 1s } ; ''",
        "{ } | rate() by (name) ; ''",
      })
  void answersCarryWhatAQueryMentions(String query, String fields) {
    assertThat(
            String.join(
                ", ",
                CarriedFields.of(TraceQl.parse(query)).stream()
                    .map(CarriedFieldsTest::shown)
                    .toList()))
        .isEqualTo(fields);
  }

  @Test
  void keysAreNamesWithoutScopeAndCanonicalTexts() {
    assertThat(CarriedFields.key(TraceQl.parseReference("span.a.b"))).isEqualTo("a.b");
    assertThat(CarriedFields.key(TraceQl.parseReference("span:status"))).isEqualTo("status");
  }

  private static String shown(CarriedField field) {
    String conditions =
        field.conditions().stream()
            .map(condition -> "(" + CanonicalText.of(condition) + ")")
            .reduce("", String::concat);
    return CanonicalText.of(field.reference())
        + (field.isSelected() ? " selected" : "")
        + (field.isAlways() ? " always" : "")
        + (field.showsNil() ? " nil" : "")
        + (conditions.isEmpty() ? "" : " if " + conditions);
  }
}
