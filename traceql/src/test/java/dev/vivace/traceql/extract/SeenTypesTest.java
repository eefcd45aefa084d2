package dev.vivace.traceql.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenTypesTest {

  @ParameterizedTest(name = "{0} sees {1}")
  @CsvSource(
      delimiter = ';',
      nullValues = "none",
      value = {
        "{ span.a > 1 } ; INT",
        "{ 1 < span.a } ; INT",
        "{ span.a > 1.5 } ; FLOAT",
        "{ span.a =~ `x` } ; STRING",
        "{ span.a = true } ; BOOL",
        "{ span.a > 1s } ; ''",
        "{ span.a = error } ; ''",
        "{ span.a > 1 || span.a > 1.5 } ; INT FLOAT",
        "{ span.a > 1 } | { span.a = `x` } ; STRING INT",
        "{ span.a > 1 } && { span.a = `x` } ; STRING INT",
        "({ span.a > 1 } | count() > 1) && ({ span.a = `x` }) ; STRING INT",
        "{ span.a > 1 && .a = `x` } ; STRING INT",
        "{ .a > 1 } ; INT",
        "{ resource.a > 1 } ; ''",
        "{ event.a > 1 } ; ''",
        "{ span.a = nil } ; ''",
        "{ span.a > 1 || span.a = nil } ; INT",
        "{ span.a != nil } ; STRING INT FLOAT BOOL",
        "{ span.a } ; STRING INT FLOAT BOOL",
        "{ !span.a } ; STRING INT FLOAT BOOL",
        "{ span.a > span.b } ; STRING INT FLOAT BOOL",
        "{ span.a + 0 > 1 } ; STRING INT FLOAT BOOL",
        "{ -span.a = nil } ; STRING INT FLOAT BOOL",
        "{ } | by(span.a > 1) ; STRING INT FLOAT BOOL",
        "{ } | max(span.a) > 1 ; STRING INT FLOAT BOOL",
        "{ span.a > 1 } | select(span.a) ; INT",
        "{ span.a > 1 } | sum_over_time(span.a) by (span.a) ; INT",
        "{ span.a > 1 } | compare({ span.a = `x` }) ; STRING INT",
      })
  void mentionsWidenWhatALiteralRestricts(String query, String types) {
    String seen =
        SeenTypes.of(TraceQl.parse(query)).of(Scope.SPAN, "a").stream()
            .map(Enum::name)
            .collect(Collectors.joining(" "));

    assertThat(seen).isEqualTo(types);
  }

  @Test
  void anUnscopedMentionCountsForSpanAndResource() {
    SeenTypes seen = SeenTypes.of(TraceQl.parse("{ .a = 1 }"));

    assertThat(seen.sees(Scope.RESOURCE, "a", new IntValue(5))).isTrue();
    assertThat(seen.of(Scope.INSTRUMENTATION, "a")).isEmpty();
  }
}
