package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.ArithmeticOperator;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.FieldExpression;
import dev.vivace.traceql.ast.FieldExpression.Arithmetic;
import dev.vivace.traceql.ast.FieldExpression.Comparison;
import dev.vivace.traceql.ast.FieldExpression.Existence;
import dev.vivace.traceql.ast.FieldExpression.Literal;
import dev.vivace.traceql.ast.FieldExpression.Logical;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.FieldExpression.Unary;
import dev.vivace.traceql.ast.LogicalOperator;
import dev.vivace.traceql.ast.UnaryOperator;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Parses expressions over one span, by precedence. `&&` and `||` are one level; a minus sign is as
/// loose as `+`, `!` tighter than `=` but looser than `*`.
final class FieldParser {

  private final TokenCursor cursor;
  private final ReferenceParser references;
  private final LiteralParser literals;

  FieldParser(TokenCursor cursor) {
    this.cursor = cursor;
    this.references = new ReferenceParser(cursor);
    this.literals = new LiteralParser(cursor);
  }

  /// The loosest level: chains of `&&` and `||`, from left to right, each run of one operator flat.
  FieldExpression parse() {
    int start = cursor.peek().start();
    FieldExpression left = binary(Precedence.COMPARISON);
    Optional<LogicalOperator> operator = logicalOperator();
    while (operator.isPresent()) {
      Logical chain = chain(operator.get(), left);
      left = cursor.node(chain, start, chain.operands());
      operator = logicalOperator();
    }
    return left;
  }

  private Logical chain(LogicalOperator operator, FieldExpression first) {
    List<FieldExpression> others = new ArrayList<>();
    while (cursor.accept(operator.symbol())) {
      others.add(binary(Precedence.COMPARISON));
    }
    return Logical.chain(operator, first, others);
  }

  private Optional<LogicalOperator> logicalOperator() {
    for (LogicalOperator operator : LogicalOperator.values()) {
      if (cursor.peek().isSymbol(operator.symbol())) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  /// Operators that bind at least as tight as `level`.
  private FieldExpression binary(int level) {
    int start = cursor.peek().start();
    FieldExpression left = prefixed();
    while (cursor.peek().kind() == TokenKind.SYMBOL) {
      String symbol = cursor.peek().text();
      Optional<ComparisonOperator> comparison = ComparisonOperator.ofSymbol(symbol);
      Optional<ArithmeticOperator> arithmetic = ArithmeticOperator.ofSymbol(symbol);
      if (comparison.isPresent() && level <= Precedence.COMPARISON) {
        cursor.take();
        left = comparison(comparison.get(), left, start);
      } else if (arithmetic.isPresent() && level <= Precedence.of(arithmetic.get())) {
        cursor.take();
        Arithmetic sum = arithmetic(arithmetic.get(), left);
        left = cursor.node(sum, start, List.of(sum.left(), sum.right()));
      } else {
        return left;
      }
    }
    return left;
  }

  private FieldExpression comparison(ComparisonOperator operator, FieldExpression left, int start) {
    if (isEquality(operator) && cursor.peek().isWord("nil")) {
      cursor.take();
      return existence(operator, left, start);
    }
    if (cursor.peek().isSymbol("=")) {
      throw cursor.unexpected("a value; equality is written '='");
    }
    FieldExpression right = binary(Precedence.SUM);
    Comparison comparison =
        cursor.node(new Comparison(operator, left, right), start, List.of(left, right));
    boolean isPlain =
        (left instanceof Reference && isConstant(right))
            || (isConstant(left) && right instanceof Reference);
    if (isPlain) {
      cursor.uncount(left instanceof Unary || right instanceof Unary ? 4 : 3);
    }
    return comparison;
  }

  private static boolean isConstant(FieldExpression expression) {
    return expression instanceof Literal
        || (expression instanceof Unary(_, var operand) && operand instanceof Literal);
  }

  private FieldExpression existence(
      ComparisonOperator operator, FieldExpression operand, int start) {
    boolean expectsValue = operator == ComparisonOperator.NOT_EQUAL;
    return cursor.node(new Existence(expectsValue, operand), start, List.of(operand));
  }

  private Arithmetic arithmetic(ArithmeticOperator operator, FieldExpression left) {
    if (operator != ArithmeticOperator.POWER) {
      return new Arithmetic(operator, left, binary(Precedence.of(operator) + 1));
    }
    cursor.enter(); // The only operator that groups to the right: each one nests.
    FieldExpression right = binary(Precedence.POWER);
    cursor.leave();
    return new Arithmetic(operator, left, right);
  }

  private FieldExpression prefixed() {
    Token token = cursor.peek();
    if (token.isSymbol("-")) {
      return unary(UnaryOperator.MINUS, Precedence.SUM + 1);
    }
    if (token.isSymbol("!")) {
      return unary(UnaryOperator.NOT, Precedence.PRODUCT);
    }
    if (token.isSymbol("(")) {
      return parenthesised();
    }
    return token.isWord("nil") ? nilFirst() : leaf();
  }

  private FieldExpression unary(UnaryOperator operator, int operandLevel) {
    int start = cursor.take().start();
    cursor.enter();
    FieldExpression operand = binary(operandLevel);
    cursor.leave();
    return cursor.node(new Unary(operator, operand), start, List.of(operand));
  }

  private FieldExpression parenthesised() {
    cursor.take();
    cursor.enter();
    FieldExpression inner = parse();
    cursor.leave();
    cursor.expect(")", "or an operator");
    return inner;
  }

  /// `nil = x` says `x = nil`; `nil = nil` and `nil != nil` are constant false.
  private FieldExpression nilFirst() {
    int start = cursor.take().start();
    ComparisonOperator operator =
        ComparisonOperator.ofSymbol(cursor.peek().text())
            .filter(FieldParser::isEquality)
            .orElseThrow(() -> cursor.unexpected("'=' or '!=' after nil"));
    cursor.take();
    if (cursor.peek().isWord("nil")) {
      cursor.take();
      return cursor.node(new Literal(new BoolValue(false)), start);
    }
    cursor.enter();
    FieldExpression operand = binary(Precedence.SUM);
    cursor.leave();
    return existence(operator, operand, start);
  }

  private FieldExpression leaf() {
    int start = cursor.peek().start();
    Optional<Value> literal = literals.tryParse();
    if (literal.isPresent()) {
      return cursor.node(new Literal(literal.get()), start);
    }
    if (references.isNext()) {
      return references.parse();
    }
    if (cursor.peek().kind() == TokenKind.WORD) {
      throw unknownWord(cursor.peek());
    }
    throw cursor.unexpected("an attribute, an intrinsic, a value or '('");
  }

  private QueryException unknownWord(Token word) {
    return switch (word.text()) {
      case "not" -> cursor.fail(Kind.PARSE, word, "unknown word 'not'; write '!'");
      case "and" -> cursor.fail(Kind.PARSE, word, "unknown word 'and'; write '&&'");
      case "or" -> cursor.fail(Kind.PARSE, word, "unknown word 'or'; write '||'");
      default ->
          references.unknownIntrinsic(word, word.text(), LiteralParser.literalWords().stream());
    };
  }

  private static boolean isEquality(ComparisonOperator operator) {
    return operator == ComparisonOperator.EQUAL || operator == ComparisonOperator.NOT_EQUAL;
  }
}
