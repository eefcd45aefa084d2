package dev.vivace.ingester.sampling;

import static dev.vivace.ingester.sampling.TestHead.SECOND;
import static dev.vivace.ingester.sampling.TestHead.decimal;
import static dev.vivace.ingester.sampling.TestHead.number;
import static dev.vivace.ingester.sampling.TestHead.span;
import static dev.vivace.ingester.sampling.TestHead.text;
import static dev.vivace.ingester.sampling.TestHead.truth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.value.Status;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each policy by itself, and several together. Traces are named by the order of their coming.
class PolicyTest {

  private static final long MILLI = 1_000_000;
  private static final Policy ALL = new Policy.AlwaysSample("all");

  private static Policy string(boolean isInverted, String... values) {
    return new Policy.StringAttribute("text", "k", Set.of(values), List.of(), isInverted);
  }

  private static Policy pattern(String pattern) {
    ValuePattern found = ValuePattern.compile(".*(?:" + pattern + ").*");
    return new Policy.StringAttribute("pattern", "k", Set.of(), List.of(found), false);
  }

  @Test
  void alwaysSampleKeepsEverythingAndNoPolicyNothing() {
    TestHead head = new TestHead().add(7, 0, span()).add(8, 0, span());
    assertThat(head.keptBy(ALL)).containsExactly(0, 1);
    assertThat(head.keptBy(new Policy.SpanCount("many", 2, 0))).isEmpty();
  }

  @Test
  void latencyIsFromTheFirstStartToTheLastEnd() {
    TestHead head =
        new TestHead()
            .add(1, 0, span(SECOND, SECOND + 99 * MILLI))
            .add(2, 0, span(SECOND, SECOND + MILLI))
            .add(2, 1, span(SECOND + 60 * MILLI, SECOND + 100 * MILLI))
            .add(3, 0, span(0, SECOND), span(SECOND, SECOND + 200 * MILLI))
            .add(4, 0, span(SECOND + MILLI, SECOND));
    assertThat(head.keptBy(new Policy.Latency("slow", 100, 0))).containsExactly(1, 2);
    assertThat(head.keptBy(new Policy.Latency("between", 99, 100))).containsExactly(1);
    assertThat(head.keptBy(new Policy.Latency("any", 0, 0))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void numbersAreFoundInSpansAndResourcesWithinBothBounds() {
    TestHead head =
        new TestHead()
            .add(1, 0, span(number("k", 500)))
            .add(2, 0, span(number("k", 499)))
            .add(3, 0, List.of(number("k", 599)), span())
            .add(4, 0, span(decimal("k", 550.5)))
            .add(5, 0, span(text("k", "550")))
            .add(6, 0, span(number("other", 550)))
            .add(7, 0, span(), span(number("k", 501)));
    assertThat(head.keptBy(new Policy.NumericAttribute("n", "k", 500, 599, false)))
        .containsExactly(0, 2, 3, 6);
    assertThat(head.keptBy(new Policy.NumericAttribute("n", "k", 500, 599, true)))
        .containsExactly(1, 4, 5);
  }

  @Test
  void textsAreFoundWholeOrByAPattern() {
    TestHead head =
        new TestHead()
            .add(1, 0, span(text("k", "value1")))
            .add(2, 0, List.of(text("k", "value2")), span())
            .add(3, 0, span(text("k", "a value1 more")))
            .add(4, 0, span(text("k", "")))
            .add(5, 0, span(number("k", 1)));
    assertThat(head.keptBy(string(false, "value1", "value2"))).containsExactly(0, 1);
    assertThat(head.keptBy(string(true, "value1", "value2"))).containsExactly(2, 3, 4);
    assertThat(head.keptBy(pattern("val.e[12]"))).containsExactly(0, 1, 2);
    assertThat(head.keptBy(pattern("^value.$"))).containsExactly(0, 1);
  }

  @Test
  void truthValuesAreNotTexts() {
    TestHead head =
        new TestHead()
            .add(1, 0, span(truth("k", true)))
            .add(2, 0, span(truth("k", false)))
            .add(3, 0, span(text("k", "true")));
    assertThat(head.keptBy(new Policy.BooleanAttribute("b", "k", true, false))).containsExactly(0);
    assertThat(head.keptBy(new Policy.BooleanAttribute("b", "k", true, true)))
        .containsExactly(1, 2);
    assertThat(head.keptBy(new Policy.BooleanAttribute("b", "k", false, false))).containsExactly(1);
  }

  @Test
  void oneSpanOfTheStatusIsEnough() {
    Span.Builder error = span();
    error.getStatusBuilder().setCodeValue(2);
    Span.Builder fine = span();
    fine.getStatusBuilder().setCodeValue(1);
    TestHead head = new TestHead().add(1, 0, span()).add(2, 0, span(), error).add(3, 0, fine);
    assertThat(head.keptBy(new Policy.StatusCode("s", Set.of(Status.ERROR)))).containsExactly(1);
    assertThat(head.keptBy(new Policy.StatusCode("s", Set.of(Status.OK)))).containsExactly(2);
    assertThat(head.keptBy(new Policy.StatusCode("s", Set.of(Status.UNSET, Status.OK))))
        .containsExactly(0, 1, 2);
  }

  @Test
  void spansAreCounted() {
    TestHead head =
        new TestHead()
            .add(1, 0, span())
            .add(2, 0, span(), span())
            .add(3, 0, span(), span(), span());
    assertThat(head.keptBy(new Policy.SpanCount("c", 2, 0))).containsExactly(1, 2);
    assertThat(head.keptBy(new Policy.SpanCount("c", 0, 2))).containsExactly(0, 1);
    assertThat(head.keptBy(new Policy.SpanCount("c", 2, 2))).containsExactly(1);
  }

  @Test
  void traceStatesAreReadByMember() {
    TestHead head =
        new TestHead()
            .add(1, 0, span().setTraceState("a=1,k=v"))
            .add(2, 0, span(), span().setTraceState("a=v"))
            .add(3, 0, span(), span().setTraceState("a=1 , k=w"))
            .add(4, 0, span().setTraceState("kk=v"));
    assertThat(head.keptBy(new Policy.TraceState("t", "k", Set.of("v", "w"))))
        .containsExactly(0, 2);
  }

  @Test
  void theSampledFlagOfAnySpanCounts() {
    TestHead head =
        new TestHead()
            .add(1, 0, span().setFlags(0x100))
            .add(2, 0, span(), span().setFlags(0x101))
            .add(3, 0, span());
    assertThat(head.keptBy(new Policy.TraceFlags("f"))).containsExactly(1);
  }

  @Test
  void allPoliciesOfAnAndMustSample() {
    TestHead head =
        new TestHead()
            .add(1, 0, span(text("k", "a")))
            .add(2, 0, span(text("k", "a")), span())
            .add(3, 0, span(), span());
    Policy many = new Policy.SpanCount("many", 2, 0);
    assertThat(head.keptBy(new Policy.And("and", List.of(string(false, "a"), many))))
        .containsExactly(1);
    assertThat(head.keptBy(new Policy.And("and", List.of(string(true, "a"), many))))
        .containsExactly(2);
    assertThat(head.keptBy(new Policy.Not("not", many))).containsExactly(0);
  }

  @Test
  void aDropGoesBeforeWhatSamples() {
    TestHead head = new TestHead().add(1, 0, span(text("k", "health"))).add(2, 0, span());
    Policy drop = new Policy.Drop("drop", List.of(string(false, "health")));
    assertThat(head.keptBy(ALL, drop)).containsExactly(1);
    assertThat(head.keptBy(drop)).isEmpty();
  }

  @Test
  void anInvertedMatchRefusesForAllAndSamplesIfNobodyRefuses() {
    TestHead head = new TestHead().add(1, 0, span(text("k", "a"))).add(2, 0, span(), span());
    Policy many = new Policy.SpanCount("many", 2, 0);
    Policy few = new Policy.SpanCount("few", 5, 0);
    assertThat(head.keptBy(ALL, string(true, "a"))).containsExactly(1);
    assertThat(head.keptBy(string(true, "a"), many)).containsExactly(1);
    assertThat(head.keptBy(string(true, "a"), few)).isEmpty();
  }

  @Test
  void afterTheFirstMatchNobodyIsAsked() {
    TestHead head = new TestHead().add(1, 0, span(text("k", "a"))).add(2, 0, span());
    Policy drop = new Policy.Drop("drop", List.of(string(false, "a")));
    SamplingSettings all = TestHead.settings(ALL, drop);
    SamplingSettings first =
        new SamplingSettings(all.decisionWait(), all.numTraces(), true, 100, 100, all.policies());
    assertThat(head.keptBy(all)).containsExactly(1);
    assertThat(head.keptBy(first)).containsExactly(0, 1);
  }

  @Test
  void aRateIsCappedByWhenTracesBegan() {
    TestHead head = new TestHead();
    for (int trace = 0; trace < 6; trace++) {
      head.add(trace + 1, trace * SECOND / 2, span(), span());
    }
    head.add(7, 100 * SECOND, span(), span(), span(), span(), span());
    // Two spans a second, four at once.
    assertThat(head.keptBy(new Policy.RateLimiting("r", 2, 4))).containsExactly(0, 1, 2, 4);
  }
}
