package dev.vivace.traceql;

import dev.vivace.traceql.ast.AggregateFunction;
import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.Hint;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.FirstStage;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.Metrics.Threshold;
import dev.vivace.traceql.ast.PipelineExpression;
import dev.vivace.traceql.ast.PipelineExpression.Pipeline;
import dev.vivace.traceql.ast.PipelineExpression.WrappedComparison;
import dev.vivace.traceql.ast.PipelineExpression.WrappedOperation;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.ast.ScalarExpression;
import dev.vivace.traceql.ast.ScalarExpression.Aggregate;
import dev.vivace.traceql.ast.ScalarExpression.Constant;
import dev.vivace.traceql.ast.ScalarExpression.PipelineAggregate;
import dev.vivace.traceql.ast.ScalarExpression.ScalarArithmetic;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.ast.SpansetExpression;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.SpansetExpression.SpansetOperation;
import dev.vivace.traceql.ast.SpansetOperator;
import dev.vivace.traceql.ast.Stage;
import dev.vivace.traceql.ast.Stage.Coalesce;
import dev.vivace.traceql.ast.Stage.GroupBy;
import dev.vivace.traceql.ast.Stage.ScalarFilter;
import dev.vivace.traceql.ast.Stage.Select;
import dev.vivace.traceql.ast.TimeFunction;
import dev.vivace.traceql.ast.UnaryOperator;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes queries by the grammar. Long because it is the grammar. Types fit about as often as not,
/// except in [#nextValid], which tries until a query is sound.
public final class RandomQueries {

  private static final List<String> NAMES =
      List.of("a", "size", "env", "tags", "nums", "x.y", "a-1", "span.a", "a b", "3x", "", "q\"\\");
  private static final List<String> TEXTS =
      List.of(
          "", "a", "GET .*", "prod", "20", "back`tick", "cr\r", "line\nfeed", "😀", "nil", "\\d+");
  private static final List<ComparisonOperator> SCALAR_OPERATORS =
      Stream.of(ComparisonOperator.values()).filter(one -> !one.isPattern()).toList();

  private final Random random;

  public RandomQueries(Random random) {
    this.random = random;
  }

  /// A query that parses; perhaps not a valid one.
  public Query next() {
    return switch (random.nextInt(12)) {
      case 0 -> new Query(wrapped(2), null, hints()); // Sometimes plain.
      case 1 ->
          new Query(
              new WrappedComparison(scalarOperator(), wrappedScalar(), literalScalar()),
              null,
              hints());
      case 2, 3, 4 -> new Query(pipeline(), metrics(), hints());
      default -> new Query(pipeline(), null, hints());
    };
  }

  /// A query that is valid. `search` leaves metrics out.
  public Query nextValid(boolean search) {
    return Stream.generate(this::next)
        .map(query -> search ? new Query(query.body(), null, query.hints()) : query)
        .filter(RandomQueries::isValid)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isValid(Query query) {
    try {
      return TraceQl.parse(CanonicalText.of(query)).equals(query);
    } catch (QueryException _) {
      return false;
    }
  }

  private PipelineExpression wrapped(int depth) {
    PipelineExpression left = depth > 0 && oneIn(3) ? wrapped(depth - 1) : pipeline();
    PipelineExpression right = depth > 0 && oneIn(3) ? wrapped(depth - 1) : pipeline();
    SpansetOperator operator = any(SpansetOperator.values());
    boolean areSpansets =
        left instanceof Pipeline a && right instanceof Pipeline b && a.isSpanset() && b.isSpanset();
    return areSpansets ? pipeline() : new WrappedOperation(operator, left, right);
  }

  private ScalarExpression wrappedScalar() {
    ScalarExpression scalar = new PipelineAggregate(pipeline(), aggregate());
    return oneIn(3)
        ? new ScalarArithmetic(any(ArithmeticOperator.values()), scalar, wrappedScalar())
        : scalar;
  }

  private ScalarExpression literalScalar() {
    return oneIn(2) ? wrappedScalar() : new Constant(literal());
  }

  private Pipeline pipeline() {
    return new Pipeline(
        Stream.concat(Stream.of(firstStage()), list(0, 3, this::stage).stream()).toList());
  }

  private Stage firstStage() {
    return oneIn(6) ? stageBesides() : spanset(2);
  }

  private Stage stage() {
    return switch (random.nextInt(5)) {
      case 0 -> spanset(2);
      case 1 -> new Coalesce();
      default -> stageBesides();
    };
  }

  private Stage stageBesides() {
    return switch (random.nextInt(4)) {
      case 0 -> new GroupBy(field(2));
      case 1 -> new Select(list(1, 3, this::reference));
      case 2 -> new ScalarFilter(scalarOperator(), scalar(2), scalar(2));
      default -> new ScalarFilter(scalarOperator(), aggregate(), new Constant(number(true)));
    };
  }

  private SpansetExpression spanset(int depth) {
    return depth > 0 && oneIn(2)
        ? new SpansetOperation(
            any(SpansetOperator.values()), spanset(depth - 1), spanset(depth - 1))
        : new SpansetFilter(condition(3));
  }

  private ScalarExpression scalar(int depth) {
    if (depth > 0 && oneIn(4)) {
      return new ScalarArithmetic(
          any(ArithmeticOperator.values()), scalar(depth - 1), scalar(depth - 1));
    }
    return oneIn(2) ? aggregate() : new Constant(number(true));
  }

  private Aggregate aggregate() {
    AggregateFunction function = any(AggregateFunction.values());
    return new Aggregate(
        function, function == AggregateFunction.COUNT ? null : oneIn(2) ? reference() : field(2));
  }

  /// Mostly what a filter may hold.
  private FieldExpression condition(int depth) {
    return switch (random.nextInt(depth > 0 ? 12 : 4)) {
      case 0 -> new Existence(random.nextBoolean(), reference());
      case 1, 2 -> typedComparison();
      case 3 -> new Literal(new BoolValue(oneIn(5)));
      case 4, 5, 6 -> logical(() -> condition(depth - 1));
      case 7 -> new Unary(UnaryOperator.NOT, condition(depth - 1));
      case 8 -> field(depth);
      case 9 -> new Comparison(scalarOperator(), arithmetic(depth), arithmetic(depth));
      default -> typedComparison();
    };
  }

  private Comparison typedComparison() {
    ComparisonOperator operator = any(ComparisonOperator.values());
    Value literal = operator.isPattern() ? text() : literal();
    Reference reference =
        switch (literal) {
          case StringValue _ -> oneIn(3) ? new IntrinsicField(Intrinsic.NAME) : attribute();
          case StatusValue _ -> new IntrinsicField(Intrinsic.STATUS);
          case KindValue _ -> new IntrinsicField(Intrinsic.KIND);
          case DurationValue _ -> new IntrinsicField(Intrinsic.DURATION);
          default -> oneIn(6) ? reference() : attribute();
        };
    return oneIn(8) && !operator.isPattern()
        ? new Comparison(operator, new Literal(literal), reference)
        : new Comparison(operator, reference, new Literal(literal));
  }

  private FieldExpression arithmetic(int depth) {
    return depth > 0 && oneIn(2)
        ? new Arithmetic(
            any(ArithmeticOperator.values()), arithmetic(depth - 1), arithmetic(depth - 1))
        : oneIn(2) ? attribute() : new Literal(number(false));
  }

  /// Anything that parses.
  private FieldExpression field(int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 3)) {
      case 0 -> new Literal(literal());
      case 1, 2 -> reference();
      case 3 -> new Unary(any(UnaryOperator.values()), field(depth - 1));
      case 4 -> new Existence(random.nextBoolean(), field(depth - 1));
      case 5 -> logical(() -> field(depth - 1));
      case 6 ->
          new Arithmetic(any(ArithmeticOperator.values()), field(depth - 1), field(depth - 1));
      default ->
          new Comparison(any(ComparisonOperator.values()), field(depth - 1), field(depth - 1));
    };
  }

  private FieldExpression logical(Supplier<FieldExpression> operand) {
    return Logical.chain(any(LogicalOperator.values()), operand.get(), list(1, 3, operand));
  }

  private Reference reference() {
    return oneIn(2) ? attribute() : new IntrinsicField(any(Intrinsic.values()));
  }

  private Attribute attribute() {
    Scope scope =
        oneIn(12)
            ? any(Scope.values())
            : any(Scope.UNSCOPED, Scope.SPAN, Scope.RESOURCE, Scope.EVENT, Scope.LINK);
    return new Attribute(scope, any(NAMES));
  }

  private Value literal() {
    return switch (random.nextInt(7)) {
      case 0, 1 -> text();
      case 2 -> new BoolValue(random.nextBoolean());
      case 3 -> new StatusValue(any(Status.values()));
      case 4 -> new KindValue(any(Kind.values()));
      default -> number(false);
    };
  }

  private StringValue text() {
    return new StringValue(any(TEXTS));
  }

  private Value number(boolean signed) {
    int sign = signed && oneIn(3) ? -1 : 1;
    return switch (random.nextInt(4)) {
      case 0 -> new IntValue(sign * (random.nextLong() >>> 1));
      case 1 -> new IntValue((long) sign * random.nextInt(60));
      case 2 ->
          new FloatValue(sign * any(0.5, 20.0, 1e6, 1e-7, 30.5, Math.abs(random.nextGaussian())));
      default -> new DurationValue(sign * (random.nextLong() >>> (1 + random.nextInt(60))));
    };
  }

  private Metrics metrics() {
    return new Metrics(firstMetrics(), list(0, 3, this::secondMetrics));
  }

  private FirstStage firstMetrics() {
    if (oneIn(6)) {
      boolean hasTimes = oneIn(2);
      return new Compare(
          new SpansetFilter(condition(2)),
          1 + random.nextInt(9),
          hasTimes ? 1 + random.nextInt(9) : 0,
          hasTimes ? 10 + random.nextInt(9) : 0);
    }
    TimeFunction function = any(TimeFunction.values());
    return new OverTime(
        function,
        function.hasArgument() ? reference() : null,
        function == TimeFunction.QUANTILE_OVER_TIME ? list(1, 3, random::nextDouble) : List.of(),
        list(0, 3, this::reference));
  }

  private SecondStage secondMetrics() {
    return oneIn(2)
        ? new Ranking(random.nextBoolean(), random.nextInt(5))
        : new Threshold(scalarOperator(), number(true));
  }

  private List<Hint> hints() {
    return oneIn(4) ? list(1, 2, () -> new Hint(any("most_recent", "x"), literal())) : List.of();
  }

  private ComparisonOperator scalarOperator() {
    return any(SCALAR_OPERATORS);
  }

  private boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  @SafeVarargs
  private <T> T any(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private <T> List<T> list(int min, int max, Supplier<T> element) {
    return Stream.generate(element).limit(min + random.nextInt(max - min + 1)).toList();
  }
}
