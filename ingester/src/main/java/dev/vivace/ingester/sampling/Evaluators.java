package dev.vivace.ingester.sampling;

import dev.vivace.traceql.pattern.InvalidPatternException;
import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Status;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes of policies what evaluates them over a head.
///
/// @param buckets fill of the policies that cap rates
record Evaluators(HeadTraces traces, RateBuckets buckets) {

  private static final Logger LOG = LoggerFactory.getLogger(Evaluators.class);

  /// The bit of the flags that says that a span is sampled: W3C Trace Context, "Sampled flag".
  private static final int SAMPLED_FLAG = 1;

  /// @param path names the policy among all of the tenant, those within others too
  Evaluator of(Policy policy, String path) {
    return switch (policy) {
      case Policy.AlwaysSample _ -> _ -> Verdict.SAMPLED;
      case Policy.Latency latency -> trace -> Verdict.of(isSlow(latency, trace));
      case Policy.NumericAttribute numeric -> numeric(numeric);
      case Policy.StringAttribute string -> string(string);
      case Policy.BooleanAttribute truth -> truth(truth);
      case Policy.Probabilistic share -> probabilistic(share);
      case Policy.StatusCode status -> status(status);
      case Policy.RateLimiting cap -> trace -> Verdict.of(isWithin(cap, path, trace));
      case Policy.SpanCount count -> trace -> Verdict.of(isWithin(count, trace));
      case Policy.TraceState state -> traceState(state);
      case Policy.TraceFlags _ -> trace -> Verdict.of(traces.hasFlags(trace, SAMPLED_FLAG));
      case Policy.And(_, var policies) -> all(policies, path, Verdict.SAMPLED);
      case Policy.Drop(_, var policies) -> all(policies, path, Verdict.DROPPED);
      case Policy.Not(_, var inner) -> {
        Evaluator evaluator = of(inner, path(path, inner));
        yield trace -> Verdict.of(!evaluator.of(trace).isSampled());
      }
    };
  }

  private static String path(String parent, Policy inner) {
    return parent + "/" + inner.name();
  }

  private boolean isSlow(Policy.Latency latency, int trace) {
    long millis = traces.durationMillis(trace);
    return latency.upperThresholdMillis() == 0
        ? millis >= latency.thresholdMillis()
        : millis > latency.thresholdMillis() && millis <= latency.upperThresholdMillis();
  }

  private Evaluator numeric(Policy.NumericAttribute numeric) {
    IntPredicate found =
        traces.withAttribute(
            numeric.key(),
            (values, code) ->
                switch (values.type(code)) {
                  case INT ->
                      values.number(code) >= numeric.min() && values.number(code) <= numeric.max();
                  case FLOAT -> {
                    double number = Double.longBitsToDouble(values.number(code));
                    yield number >= numeric.min() && number <= numeric.max();
                  }
                  default -> false;
                });
    return trace -> Verdict.of(found.test(trace), numeric.isInverted());
  }

  private Evaluator string(Policy.StringAttribute string) {
    IntPredicate found =
        traces.withAttribute(
            string.key(),
            (values, code) ->
                values.type(code) == ValueType.STRING && matches(string, values, code));
    return trace -> Verdict.of(found.test(trace), string.isInverted());
  }

  private static boolean matches(Policy.StringAttribute string, Values values, int code) {
    if (values.length(code) == 0) {
      return false;
    }
    String text = values.text(code);
    return string.values().contains(text)
        || string.patterns().stream().anyMatch(pattern -> matches(string, pattern, text));
  }

  private static boolean matches(Policy.StringAttribute string, ValuePattern pattern, String text) {
    try {
      return pattern.matches(text);
    } catch (InvalidPatternException e) {
      LOG.warn(
          "sampling policy '{}': a value of {} characters counts as not matching: {}",
          string.name(),
          text.length(),
          e.getMessage());
      return false;
    }
  }

  private Evaluator truth(Policy.BooleanAttribute truth) {
    IntPredicate found =
        traces.withAttribute(
            truth.key(),
            (values, code) ->
                values.type(code) == ValueType.BOOL && values.number(code) != 0 == truth.value());
    return trace -> Verdict.of(found.test(trace), truth.isInverted());
  }

  private Evaluator probabilistic(Policy.Probabilistic share) {
    IdShare ids = new IdShare(share.salt(), share.percentage());
    return trace -> Verdict.of(ids.contains(traces.high(trace), traces.low(trace)));
  }

  private Evaluator status(Policy.StatusCode policy) {
    Status[] all = Status.values();
    IntPredicate found =
        traces.withStatus(
            (values, code) -> policy.statuses().contains(all[(int) values.number(code)]));
    return trace -> Verdict.of(found.test(trace));
  }

  private boolean isWithin(Policy.RateLimiting cap, String path, int trace) {
    return buckets.take(path, cap, traces.spanCount(trace), traces.beganNanos(trace));
  }

  private boolean isWithin(Policy.SpanCount count, int trace) {
    int spans = traces.spanCount(trace);
    return spans >= count.min() && (count.max() == 0 || spans <= count.max());
  }

  private Evaluator traceState(Policy.TraceState policy) {
    Predicate<String> test = state -> hasMember(state, policy);
    return trace -> Verdict.of(traces.hasTraceState(trace, test));
  }

  /// Source: W3C Trace Context, "tracestate Header": members between commas, `key=value`.
  private static boolean hasMember(String state, Policy.TraceState policy) {
    for (String member : state.split(",", -1)) {
      String trimmed = member.strip();
      int equals = trimmed.indexOf('=');
      if (equals > 0 && trimmed.substring(0, equals).equals(policy.key())) {
        return policy.values().contains(trimmed.substring(equals + 1));
      }
    }
    return false;
  }

  private Evaluator all(List<Policy> policies, String path, Verdict ifAll) {
    List<Evaluator> evaluators =
        policies.stream().map(inner -> of(inner, path(path, inner))).toList();
    return trace -> {
      for (Evaluator evaluator : evaluators) {
        if (!evaluator.of(trace).isSampled()) {
          return Verdict.NOT_SAMPLED;
        }
      }
      return ifAll;
    };
  }
}
