package dev.vivace.traceql.oracle;

import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.PipelineExpression.WrappedOperation;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.Constant;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.ast.Stage.Coalesce;
import dev.vivace.traceql.ast.Stage.GroupBy;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.ast.Stage.Select;
import dev.vivace.traceql.extract.SeenTypes;
import dev.vivace.traceql.rewrite.FlipLiterals;
import dev.vivace.traceql.rewrite.FoldConstants;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.span.TraceView;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Answers a query for one trace (specification 6 and 7). Metrics stages are ignored, as search
/// does.
public final class Oracle {

  private static final FieldExpression EVERYTHING = new Literal(new BoolValue(true));

  private final Query query;
  private final TraceView trace;
  private final SpanConditions conditions;

  private Oracle(Query query, TraceView trace) {
    this.query = FlipLiterals.apply(FoldConstants.apply(query));
    this.trace = trace;
    this.conditions = new SpanConditions(new References(trace), SeenTypes.of(this.query));
  }

  /// The spansets of the trace that match; none if the trace does not.
  public static List<OracleSpanset> answer(String query, TraceView trace) {
    return answer(TraceQl.parse(query), trace);
  }

  public static List<OracleSpanset> answer(Query query, TraceView trace) {
    Oracle oracle = new Oracle(query, trace);
    return oracle.evaluate(oracle.query.body());
  }

  /// What a span of the answer carries, by key of the answer; `name` is among it if mentioned.
  public static List<Map.Entry<String, Value>> carried(
      Query query, TraceView trace, SpanView span) {
    Oracle oracle = new Oracle(query, trace);
    return new Carried(oracle.query, oracle.conditions).of(span);
  }

  /// The spans that a condition keeps, by itself.
  static boolean keeps(Query query, FieldExpression condition, TraceView trace, SpanView span) {
    return new Oracle(query, trace).conditions.keeps(condition, span);
  }

  private List<OracleSpanset> evaluate(PipelineExpression body) {
    return switch (body) {
      case Pipeline(var stages) -> run(stages);
      case WrappedOperation(var operator, var left, var right) -> {
        List<SpanView> spans = combine(operator, spansOf(evaluate(left)), spansOf(evaluate(right)));
        yield spans.isEmpty() ? List.of() : List.of(new OracleSpanset(spans, Map.of()));
      }
      case WrappedComparison comparison ->
          throw new IllegalStateException("not validated: " + comparison);
    };
  }

  private List<OracleSpanset> run(List<Stage> stages) {
    List<OracleSpanset> spansets = List.of(new OracleSpanset(List.copyOf(trace.spans()), Map.of()));
    for (Stage stage : stages) {
      spansets =
          apply(stage, spansets).stream().filter(spanset -> !spanset.spans().isEmpty()).toList();
    }
    return spansets;
  }

  private List<OracleSpanset> apply(Stage stage, List<OracleSpanset> spansets) {
    return switch (stage) {
      case SpansetFilter(var condition) ->
          spansets.stream()
              .map(spanset -> spanset.withSpans(filter(condition, spanset.spans())))
              .toList();
      case SpansetOperation operation ->
          spansets.stream()
              .map(
                  spanset ->
                      spanset.withoutAggregates().withSpans(evaluate(operation, spanset.spans())))
              .toList();
      case ScalarFilter filter ->
          spansets.stream().flatMap(spanset -> compare(filter, spanset).stream()).toList();
      case GroupBy(var expression) ->
          spansets.stream().flatMap(spanset -> group(expression, spanset).stream()).toList();
      case Coalesce() ->
          spansets.isEmpty() ? spansets : List.of(new OracleSpanset(spansOf(spansets), Map.of()));
      case Select _ -> spansets;
    };
  }

  private List<SpanView> filter(FieldExpression condition, List<SpanView> spans) {
    return spans.stream().filter(span -> conditions.keeps(condition, span)).toList();
  }

  private List<SpanView> evaluate(SpansetExpression expression, List<SpanView> spans) {
    return switch (expression) {
      case SpansetFilter(var condition) -> filter(condition, spans);
      case SpansetOperation(var operator, var left, var right) ->
          combine(operator, operand(operator, left, spans), operand(operator, right, spans));
    };
  }

  /// A bare `{ }` beside a structural operator covers connected spans only.
  private List<SpanView> operand(
      SpansetOperator operator, SpansetExpression expression, List<SpanView> spans) {
    boolean isBare =
        expression instanceof SpansetFilter(var condition) && condition.equals(EVERYTHING);
    return isBare && operator.isStructural()
        ? spans.stream().filter(span -> span.nestedSet().isConnected()).toList()
        : evaluate(expression, spans);
  }

  private List<SpanView> combine(
      SpansetOperator operator, List<SpanView> left, List<SpanView> right) {
    return inOrder(Structure.combine(operator, left, right));
  }

  private List<SpanView> spansOf(List<OracleSpanset> spansets) {
    return inOrder(
        spansets.stream().flatMap(spanset -> spanset.spans().stream()).collect(Collectors.toSet()));
  }

  private List<SpanView> inOrder(Set<SpanView> spans) {
    return trace.spans().stream().<SpanView>map(span -> span).filter(spans::contains).toList();
  }

  private List<OracleSpanset> compare(ScalarFilter filter, OracleSpanset spanset) {
    Aggregate aggregate = (Aggregate) filter.left();
    Constant number = (Constant) filter.right();
    FieldExpression argument = aggregate.argument() == null ? EVERYTHING : aggregate.argument();
    List<Value> values =
        spanset.spans().stream().map(span -> conditions.evaluate(argument, span)).toList();
    return Aggregation.of(aggregate.function(), values)
        .filter(value -> Operators.compare(filter.operator(), value, number.value()))
        .map(value -> List.of(spanset.withAttribute(CanonicalText.of(aggregate), value)))
        .orElse(List.of());
  }

  private List<OracleSpanset> group(FieldExpression expression, OracleSpanset spanset) {
    Map<Value, List<SpanView>> groups =
        spanset.spans().stream()
            .collect(
                Collectors.groupingBy(
                    span -> groupKey(conditions.evaluate(expression, span)),
                    LinkedHashMap::new,
                    Collectors.toList()));
    String key = "by(" + CanonicalText.of(expression) + ")";
    return groups.entrySet().stream()
        .map(group -> spanset.withSpans(group.getValue()).withAttribute(key, shown(group.getKey())))
        .toList();
  }

  private static Value groupKey(Value value) {
    return value instanceof Opaque ? Nil.NIL : value;
  }

  private static Value shown(Value groupKey) {
    return groupKey instanceof Nil ? new StringValue("nil") : groupKey;
  }
}
