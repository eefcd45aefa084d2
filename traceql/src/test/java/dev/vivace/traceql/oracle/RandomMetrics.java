package dev.vivace.traceql.oracle;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.RandomQueries;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.FirstStage;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.MetricsExpression;
import dev.vivace.traceql.ast.MetricsExpression.SeriesOf;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.StaticType;
import dev.vivace.traceql.ast.TimeFunction;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes queries for series from a seed, and axes for them: of the keys and times that
/// [RandomTraces] makes. Whether a sample stays never depends on its last digits: what is computed
/// with roundings is not ranked, and compared with random numbers only.
public final class RandomMetrics {

  private static final long SECOND = 1_000_000_000L;
  private static final long RANGE_NANOS = 605 * SECOND;
  private static final List<String> BROAD_FILTERS =
      List.of(
          "{ }",
          "{ .size != nil }",
          "{ kind != server }",
          "{ duration > 1ms }",
          "{ span.a > 5 || span.size < 50 }",
          "{ resource.service.name = \"web\" }",
          "{ } > { }",
          "{ } !>> { status = error }",
          "{ status = error } || { status = ok }",
          "{ } | count() > 2",
          "{ } | by(resource.service.name) | avg(duration) > 1us",
          "{ .env = nil } | select(.a)");
  private static final List<String> NAMES =
      List.of("a", "size", "env", "tags", "nums", "x.y", "a-1", "a b", "http.status_code", "zzz");
  private static final int MOST_QUERIES = 4;

  private final Random random;
  private final long startNanos;
  private final RandomQueries searches;
  private final RandomStages stages;

  /// @param startNanos that of [RandomTraces]
  public RandomMetrics(Random random, long startNanos) {
    this.random = random;
    this.startNanos = startNanos;
    this.searches = new RandomQueries(random);
    this.stages = new RandomStages(random);
  }

  /// The next query, a valid one.
  public MetricsQuery next() {
    return Stream.generate(this::candidate)
        .filter(RandomMetrics::isValid)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isValid(MetricsQuery query) {
    try {
      return TraceQl.parseMetrics(CanonicalText.of(query)).equals(query);
    } catch (QueryException _) {
      return false;
    }
  }

  /// A query that may not be valid.
  MetricsQuery candidate() {
    List<Hint> hints =
        oneIn(8) ? List.of(new Hint("exemplars", new IntValue(random.nextInt(5)))) : List.of();
    MetricsExpression expression =
        switch (random.nextInt(10)) {
          case 0 -> new SeriesOf(new Query(body(), new Metrics(compare(), List.of()), List.of()));
          case 1, 2, 3 -> arithmetic(oneIn(2) ? List.of() : list(1, 2, this::reference));
          default -> plain(oneIn(3) ? List.of() : list(1, 5, this::reference)).expression();
        };
    return new MetricsQuery(expression, hints);
  }

  private MetricsExpression arithmetic(List<Reference> groupBy) {
    RandomArithmetic arithmetic =
        new RandomArithmetic(
            random, stages, () -> operand(oneIn(3) ? List.of() : groupBy), MOST_QUERIES);
    return arithmetic.next();
  }

  /// Mostly a count of many spans, so that something meets.
  private RandomArithmetic.Made operand(List<Reference> groupBy) {
    return oneIn(3) ? plain(groupBy) : made(TimeFunction.COUNT_OVER_TIME, groupBy, broadBody());
  }

  private RandomArithmetic.Made plain(List<Reference> groupBy) {
    return made(any(List.of(TimeFunction.values())), groupBy, body());
  }

  private RandomArithmetic.Made made(
      TimeFunction function, List<Reference> groupBy, Pipeline body) {
    OverTime first =
        new OverTime(
            function,
            function.hasArgument() ? argument() : null,
            function == TimeFunction.QUANTILE_OVER_TIME ? list(1, 3, this::quantile) : List.of(),
            groupBy.subList(0, Math.min(groupBy.size(), function.maxGroupBy())));
    boolean mayRank = isMonotonic(function);
    Metrics metrics =
        new Metrics(first, oneIn(3) ? stages.next(mayRank, isExact(first)) : List.of());
    Query query = new Query(body, metrics, List.of());
    return new RandomArithmetic.Made(new SeriesOf(query), isCount(function));
  }

  /// Whether every way to compute a sample gives the same number.
  private static boolean isExact(OverTime first) {
    return switch (first.function()) {
      case COUNT_OVER_TIME, HISTOGRAM_OVER_TIME -> true;
      case MIN_OVER_TIME, MAX_OVER_TIME ->
          !(first.argument() instanceof IntrinsicField(var intrinsic)
              && intrinsic.type() == StaticType.DURATION);
      case RATE, SUM_OVER_TIME, AVG_OVER_TIME, QUANTILE_OVER_TIME -> false;
    };
  }

  /// Whether even the sign of a zero is always the same.
  private static boolean isCount(TimeFunction function) {
    return function == TimeFunction.COUNT_OVER_TIME || function == TimeFunction.HISTOGRAM_OVER_TIME;
  }

  /// Whether equal samples stay equal and others keep their order, however they are computed.
  private static boolean isMonotonic(TimeFunction function) {
    return switch (function) {
      case RATE, COUNT_OVER_TIME, HISTOGRAM_OVER_TIME, MIN_OVER_TIME, MAX_OVER_TIME -> true;
      case SUM_OVER_TIME, AVG_OVER_TIME, QUANTILE_OVER_TIME -> false;
    };
  }

  private Pipeline body() {
    if (!oneIn(3)) {
      return broadBody();
    }
    return Stream.generate(() -> searches.nextValid(true).body())
        .filter(Pipeline.class::isInstance)
        .map(Pipeline.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private Pipeline broadBody() {
    return (Pipeline) TraceQl.parse(any(BROAD_FILTERS)).body();
  }

  private FirstStage compare() {
    SpansetFilter selection =
        Stream.generate(this::body)
            .map(body -> body.stages().getFirst())
            .filter(SpansetFilter.class::isInstance)
            .map(SpansetFilter.class::cast)
            .findFirst()
            .orElseThrow();
    boolean hasTimes = oneIn(3);
    long start = hasTimes ? startNanos + random.nextLong(RANGE_NANOS / 2) : 0;
    return new Compare(
        selection,
        1 + random.nextInt(oneIn(2) ? 3 : 12),
        start,
        hasTimes ? start + 1 + random.nextLong(RANGE_NANOS) : 0);
  }

  private double quantile() {
    return oneIn(3) ? random.nextDouble() : any(List.of(0.0, 0.5, 0.9, 0.99, 1.0));
  }

  /// Mostly what may be a number.
  private Reference argument() {
    return switch (random.nextInt(6)) {
      case 0, 1 -> new IntrinsicField(Intrinsic.DURATION);
      case 2 ->
          new IntrinsicField(
              any(
                  List.of(
                      Intrinsic.TRACE_DURATION,
                      Intrinsic.EVENT_TIME_SINCE_START,
                      Intrinsic.SPAN_CHILD_COUNT,
                      Intrinsic.NESTED_SET_LEFT,
                      Intrinsic.NAME)));
      default -> attribute();
    };
  }

  private Reference reference() {
    return oneIn(3) ? new IntrinsicField(any(List.of(Intrinsic.values()))) : attribute();
  }

  private Attribute attribute() {
    Scope scope =
        oneIn(20)
            ? Scope.PARENT
            : any(
                List.of(
                    Scope.UNSCOPED,
                    Scope.UNSCOPED,
                    Scope.SPAN,
                    Scope.SPAN,
                    Scope.RESOURCE,
                    Scope.EVENT,
                    Scope.LINK,
                    Scope.INSTRUMENTATION));
    return new Attribute(scope, any(NAMES));
  }

  /// An axis over some of the traces: aligned, with a span exactly on an edge, or an instant.
  public PlainAxis axis(List<PlainTrace> traces) {
    List<Long> starts = new ArrayList<>();
    for (PlainTrace trace : traces) {
      trace.spans().stream()
          .map(span -> span.startUnixNanos())
          .filter(start -> start >= startNanos)
          .forEach(starts::add);
    }
    long start = starts.isEmpty() || oneIn(4) ? startNanos - random.nextLong(SECOND) : any(starts);
    long end = starts.isEmpty() || oneIn(4) ? startNanos + RANGE_NANOS : any(starts);
    long from = Math.min(start, end) - random.nextInt(3);
    long to = Math.max(start, end) + random.nextInt(3) + 1;
    if (oneIn(4)) {
      return PlainAxis.instant(from, to);
    }
    int count = 1 + random.nextInt(oneIn(3) ? 40 : 8);
    long step = Math.max(SECOND / 1_000, (to - from) / count + random.nextInt(3) - 1);
    return oneIn(2)
        ? PlainAxis.range(from, to, oneIn(2) ? step : Math.max(1, step / SECOND) * SECOND)
        : PlainAxis.of(from - step, step, count + 2);
  }

  private boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private <T> List<T> list(int min, int max, Supplier<T> element) {
    return Stream.generate(element).limit(min + random.nextInt(max - min + 1)).toList();
  }
}
