package dev.vivace.traceql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the worked examples leave open, and where the reference errs.
class OracleTest {

  private static final Map<String, Value> VALUES =
      Map.ofEntries(
          Map.entry("int", new IntValue(7)),
          Map.entry("float", new FloatValue(7.5)),
          Map.entry("text", new StringValue("x")),
          Map.entry("emoji", new StringValue("😀")),
          Map.entry("flag", new BoolValue(true)),
          Map.entry("both", new StringValue("span")),
          Map.entry("opaque", Opaque.OPAQUE),
          Map.entry("hidden", Opaque.OPAQUE),
          Map.entry("second", new IntValue(1_000_000_000)),
          Map.entry("list", array("red", "blue")));

  private static final Map<String, Value> RESOURCE =
      Map.of(
          "both", new StringValue("resource"),
          "hidden", new StringValue("resource"),
          "level", new IntValue(3));

  private static final PlainTrace TRACE = PlainTrace.of("0a", List.of(span()));

  @ParameterizedTest(name = "{0} keeps the span: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "{ 5 < span.int } ; true",
        "{ 7 <= span.int && 8 > span.int } ; true",
        "{ !(span.int = 8) } ; true",
        "{ (span.int = 8) = false } ; true",
        "{ !(span.zzz = 1) } ; true",
        "{ !span.zzz } ; false",
        "{ !!span.zzz } ; false",
        "{ -span.zzz = 1 } ; false",
        "{ -span.text != 1 } ; false",
        "{ span.flag || span.zzz } ; true",
        "{ span.zzz || span.flag } ; true",
        "{ span.flag && span.zzz } ; false",
        "{ !(span.flag && span.zzz) } ; true",
        "{ span.int } ; false",
        "{ span.int / 0 = 1 } ; false",
        "{ span.int % 0 != 1 } ; false",
        "{ span.int / 0.0 > 1e300 } ; true",
        "{ 0.0 * span.int / 0 != 5 } ; true",
        "{ span.int ^ 2 = 49 } ; true",
        "{ span.float % 2 = 1.5 } ; true",
        "{ span.int != span.text } ; false",
        "{ span.int < span.float } ; true",
        "{ span.list + 1 = 2 } ; false",
        "{ span.list = `red` } ; true",
        "{ span.list != `red` } ; false",
        "{ span.list != `green` } ; true",
        "{ span.list != 5 } ; false",
        "{ span.list !~ `gr.*` } ; true",
        "{ span.list !~ `r.*` } ; false",
        "{ span.list = span.list } ; false",
        "{ span.list = nil } ; false",
        "{ span.list != nil } ; true",
        "{ span.opaque = nil } ; false",
        "{ span.opaque != nil } ; false",
        "{ span.opaque = span.opaque } ; false",
        "{ span.opaque != `x` } ; false",
        "{ .both = `resource` } ; false",
        "{ .both = `span` } ; true",
        "{ .hidden = `resource` } ; false",
        "{ .hidden = nil } ; false",
        "{ .level = 3 } ; true",
        "{ .level > 2.5 } ; false",
        "{ .level > 2.5 || resource.level = 1 } ; true",
        "{ .level > 2.5 || span.level = 1 } ; false",
        "{ .zzz = nil } ; true",
        "{ span.int = 7.0 } ; false",
        "{ span.int = 7.0 || span.int = nil } ; false",
        "{ span.second = 1s } ; false",
        "{ span.second + 0 = 1s } ; true",
        "{ span.text = error } ; false",
        "{ span.emoji > `\uFFFD` } ; true",
        "{ event:name = `a` && event.x = 1 } ; true",
        "{ event:name = `a` && event.x = 2 } ; false",
        "{ event:name = `a` && (event.x = 2 && kind = server) } ; false",
        "{ event:name = `a` && event.x = 2 || kind = client } ; true",
        "{ event:name = `a` && event.x = 2 && (kind = server || kind = client) } ; true",
        "{ event:name = `a` } && { event.x = 2 } ; true",
        "{ event:name = `a` } | { event.x = 2 } ; true",
        "{ event.x = nil } ; true",
        "{ event.x != nil } ; true",
        "{ event:name = `a` && event.x = nil } ; false",
        "{ event:name = `c` && event.x = nil } ; true",
        "{ !(event:name = `zzz`) } ; true",
        "{ !(event:name = `a`) } ; false",
        "{ event.x + 1 = 3 } ; true",
        "{ event.x > span.int } ; false",
        "{ link.x = 1 && link:spanID = `0b` } ; true",
        "{ link.x = 1 && link:spanID = `0c` } ; false",
        "{ link.x = 1 && event.x = 2 } ; true",
        "{ link:traceID = `0a1` } ; false",
        "{ link:traceID = `a1` } ; true",
        "{ trace:id = `000a` && trace:id != `b` } ; true",
        "{ trace:id =~ `a` } ; true",
        "{ trace:id > `0` } ; true",
        "{ nestedSetLeft > 0.5 } ; true",
        "{ instrumentation:name = 5 } ; false",
        "{ span:childCount = 0 } ; true",
        "{ } | max(span.int + 1) = 8 ; true",
        "{ } | count() > 0.5 ; true",
        "{ } | sum(span.list) > 0 ; false",
        "{ } | avg(span.int) = 7.0 ; true",
        "(({ kind = server })) && ({ } | count() > 0) ; true",
        "({ } | count() > 5) || ({ kind = server }) ; true",
        "({ } | count() > 5) && ({ kind = server }) ; false",
      })
  void keepsTheSpan(String query, boolean keeps) {
    assertThat(Oracle.answer(query, TRACE)).as(query).hasSize(keeps ? 1 : 0);
  }

  private static PlainSpan span() {
    return Spans.of("01", "", Kind.SERVER, "a", VALUES, RESOURCE)
        .withEvents(
            List.of(
                new PlainEvent("a", 5, Map.of("x", new IntValue(1))),
                new PlainEvent("b", 6, Map.of("x", new IntValue(2))),
                new PlainEvent("c", 7, Map.of())))
        .withLinks(
            List.of(
                new PlainLink("a1", "0b", Map.of("x", new IntValue(1))),
                new PlainLink("a2", "0c", Map.of("x", new IntValue(2)))));
  }

  private static Value array(String... texts) {
    return new ArrayValue(Arrays.stream(texts).<Value>map(StringValue::new).toList());
  }
}
