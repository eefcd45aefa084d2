package dev.vivace.traceql.oracle;

import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// `compare` (specification 9.6).
final class CompareOracle {

  private static final List<Intrinsic> INTRINSICS =
      List.of(
          Intrinsic.NAME,
          Intrinsic.KIND,
          Intrinsic.STATUS,
          Intrinsic.STATUS_MESSAGE,
          Intrinsic.ROOT_NAME,
          Intrinsic.ROOT_SERVICE_NAME,
          Intrinsic.INSTRUMENTATION_NAME,
          Intrinsic.INSTRUMENTATION_VERSION);
  private static final Value NIL = new StringValue("nil");

  private final Query query;
  private final Compare compare;
  private final PlainAxis axis;
  private final Map<List<PlainLabel>, Map<Long, Double>> counts = new LinkedHashMap<>();

  private CompareOracle(Query query, Compare compare, PlainAxis axis) {
    this.query = query;
    this.compare = compare;
    this.axis = axis;
  }

  /// The series of all values, however rare, and of the totals; in no order.
  ///
  /// @param query with constants folded and literals on the right
  static List<PlainSeries> allSeries(
      Query query, Compare compare, PlainAxis axis, List<CountedSpan> spans) {
    CompareOracle oracle = new CompareOracle(query, compare, axis);
    spans.forEach(oracle::add);
    return oracle.series();
  }

  /// The series without those of values that are not among the most frequent ones of their
  /// attribute and side; of equally frequent ones the first stay.
  static List<PlainSeries> mostFrequent(Compare compare, List<PlainSeries> all) {
    Comparator<PlainSeries> order =
        Comparator.comparingDouble(CompareOracle::total)
            .reversed()
            .thenComparing(PlainSeriesOrder.BY_LABELS);
    return group(all).values().stream()
        .flatMap(alike -> alike.stream().sorted(order).limit(compare.topCount()))
        .toList();
  }

  /// The series of one side and attribute are compared with each other; a total is alone.
  static Map<List<Object>, List<PlainSeries>> group(List<PlainSeries> all) {
    return all.stream()
        .collect(
            Collectors.groupingBy(
                series -> List.of(series.labels().getFirst(), series.labels().getLast().key()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  static double total(PlainSeries series) {
    return series.samples().values().stream().mapToDouble(count -> count).sum();
  }

  private void add(CountedSpan span) {
    String side = isSelected(span) ? "selection" : "baseline";
    attributes(span)
        .forEach(
            (key, value) -> {
              count(span, side, key, CountedSpan.shown(value).orElse(NIL));
              count(span, side + "_total", key, NIL);
            });
  }

  private boolean isSelected(CountedSpan span) {
    long start = span.span().startUnixNanos();
    boolean hasTimes = compare.startNanos() != 0 && compare.endNanos() != 0;
    boolean isInTime = start > compare.startNanos() && start <= compare.endNanos();
    return (!hasTimes || isInTime)
        && Oracle.keeps(query, compare.selection().condition(), span.trace(), span.span());
  }

  /// All that is seen of a span. The intrinsics are seen of every span, be it as the empty text.
  private static Map<String, Value> attributes(CountedSpan counted) {
    PlainSpan span = counted.span().span();
    Map<String, Value> attributes = new LinkedHashMap<>();
    for (Intrinsic intrinsic : INTRINSICS) {
      attributes.put(intrinsic.canonical(), counted.read(new IntrinsicField(intrinsic)));
    }
    putAll(attributes, Scope.SPAN, span.attributes());
    putAll(attributes, Scope.RESOURCE, span.resource().attributes());
    putAll(attributes, Scope.INSTRUMENTATION, span.resource().instrumentationAttributes());
    return attributes;
  }

  private static void putAll(
      Map<String, Value> attributes, Scope scope, Map<String, Value> ofScope) {
    ofScope.forEach(
        (key, value) -> attributes.put(CanonicalText.of(new Attribute(scope, key)), value));
  }

  private void count(CountedSpan span, String type, String key, Value value) {
    counts
        .computeIfAbsent(
            List.of(PlainLabel.of("__meta_type", type), new PlainLabel(key, value)),
            _ -> new TreeMap<>())
        .merge(span.timestampMillis(), 1.0, Double::sum);
  }

  private List<PlainSeries> series() {
    List<PlainSeries> series = new ArrayList<>();
    counts.forEach(
        (labels, byTime) -> {
          TreeMap<Long, Double> samples = new TreeMap<>();
          for (PlainAxis.Interval interval : axis.intervals()) {
            long time = interval.timestampMillis();
            samples.put(time, byTime.getOrDefault(time, 0.0));
          }
          series.add(new PlainSeries(labels, samples));
        });
    return series;
  }
}
