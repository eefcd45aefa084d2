package dev.vivace.traceql.syntax;

import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Metrics;
import dev.vivace.traceql.ast.Metrics.Compare;
import dev.vivace.traceql.ast.Metrics.FirstStage;
import dev.vivace.traceql.ast.Metrics.OverTime;
import dev.vivace.traceql.ast.Metrics.Ranking;
import dev.vivace.traceql.ast.Metrics.SecondStage;
import dev.vivace.traceql.ast.Metrics.Threshold;
import dev.vivace.traceql.ast.SpansetExpression.SpansetFilter;
import dev.vivace.traceql.ast.TimeFunction;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.IntValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Parses a metrics function and what follows it.
final class MetricsParser {

  private static final String COMPARE = "compare";

  private final TokenCursor cursor;
  private final PipelineParser pipelines;
  private final ReferenceParser references;
  private final NumberParser numbers;

  MetricsParser(TokenCursor cursor, PipelineParser pipelines) {
    this.cursor = cursor;
    this.pipelines = pipelines;
    this.references = new ReferenceParser(cursor);
    this.numbers = new NumberParser(cursor);
  }

  static boolean isNext(Token token) {
    return token.kind() == TokenKind.WORD
        && (token.text().equals(COMPARE) || TimeFunction.ofWord(token.text()).isPresent());
  }

  /// The words and the names of all metrics functions, for suggestions.
  static Set<String> withFunctions(Collection<String> words) {
    Set<String> all = new HashSet<>(words);
    all.add(COMPARE);
    for (TimeFunction function : TimeFunction.values()) {
      all.add(function.word());
    }
    return all;
  }

  Metrics parse() {
    Token name = cursor.take();
    FirstStage first =
        TimeFunction.ofWord(name.text()).<FirstStage>map(this::overTime).orElseGet(this::compare);
    cursor.node(first, name.start());
    return cursor.node(new Metrics(first, secondStages()), name.start());
  }

  /// What follows series: as many stages as there are, perhaps none.
  List<SecondStage> secondStages() {
    List<SecondStage> stages = new ArrayList<>();
    Optional<SecondStage> next = secondStage();
    while (next.isPresent()) {
      stages.add(next.get());
      next = secondStage();
    }
    return stages;
  }

  private OverTime overTime(TimeFunction function) {
    cursor.expect("(", "after " + function.word());
    Reference argument = function.hasArgument() ? references.parse() : null;
    List<Double> quantiles = new ArrayList<>();
    if (function == TimeFunction.QUANTILE_OVER_TIME) {
      cursor.expect(",", "and the quantiles, as in quantile_over_time(duration, .9)");
      do {
        quantiles.add(quantile());
      } while (cursor.accept(","));
    }
    cursor.expect(")", function.hasArgument() ? "; it takes one attribute" : "; it takes nothing");
    return new OverTime(function, argument, quantiles, groupBy());
  }

  private double quantile() {
    Token token = cursor.peek();
    if (token.kind() != TokenKind.INTEGER && token.kind() != TokenKind.FLOAT) {
      throw cursor.unexpected("a quantile from 0 to 1");
    }
    return cursor.take().literal().asDouble();
  }

  private List<Reference> groupBy() {
    if (!cursor.peek().isWord("by")) {
      return List.of();
    }
    cursor.take();
    cursor.expect("(", "after by");
    List<Reference> groupBy = references.parseList();
    cursor.expect(")", "or ','; by() of metrics takes attributes and intrinsics");
    return groupBy;
  }

  private Compare compare() {
    cursor.expect("(", "after compare");
    SpansetFilter selection = pipelines.parseFilter();
    long topCount = Compare.DEFAULT_TOP_COUNT;
    long start = 0;
    long end = 0;
    if (cursor.accept(",")) {
      topCount = integer("how many values to list");
      if (cursor.accept(",")) {
        start = integer("a start in unix nanoseconds");
        cursor.expect(",", "and an end in unix nanoseconds");
        end = integer("an end in unix nanoseconds");
      }
    }
    cursor.expect(")", "; compare takes one filter, a count, a start and an end");
    return new Compare(selection, topCount, start, end);
  }

  private Optional<SecondStage> secondStage() {
    Token token = cursor.peek();
    if (cursor.accept("|")) {
      return Optional.of(ranking(token.start()));
    }
    Optional<ComparisonOperator> operator =
        token.kind() == TokenKind.SYMBOL
            ? ComparisonOperator.ofSymbol(token.text()).filter(one -> !one.isPattern())
            : Optional.empty();
    operator.ifPresent(_ -> cursor.take());
    return operator.map(one -> threshold(one, token.start()));
  }

  private SecondStage threshold(ComparisonOperator operator, int start) {
    Value number = numbers.parse(Precedence.SUM);
    return cursor.node(new Threshold(operator, number), start);
  }

  private SecondStage ranking(int start) {
    Token name = cursor.peek();
    if (!name.isWord("topk") && !name.isWord("bottomk")) {
      throw cursor.unexpected("topk or bottomk after a metrics function");
    }
    cursor.take();
    cursor.expect("(", "after " + name.text());
    long count = integer("how many series to keep");
    cursor.expect(")", "after the count");
    return cursor.node(new Ranking(name.text().equals("topk"), count), start);
  }

  private long integer(String expected) {
    if (cursor.peek().kind() == TokenKind.INTEGER
        && cursor.take().literal() instanceof IntValue(var value)) {
      return value;
    }
    throw cursor.unexpected("an integer, " + expected);
  }
}
