package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.ast.ComparisonOperator;
import dev.vivace.traceql.ast.Intrinsic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes a query of what its author has typed so far: conditions without a value are left out, then
/// operators and parentheses that lost their content, and what is open is closed.
public final class UnfinishedQuery {

  private final List<Token> tokens;

  private UnfinishedQuery(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// The first filter of the text, repaired; nothing if the text does not begin with one.
  public static Optional<String> repair(String text) {
    List<Token> tokens = firstStage(SourceText.of(text));
    if (tokens.isEmpty() || !tokens.getFirst().isSymbol("{")) {
      return Optional.empty();
    }
    UnfinishedQuery query = new UnfinishedQuery(tokens);
    query.dropConditionsWithoutValue();
    query.dropWhatHangs();
    return Optional.of(query.closed());
  }

  /// All tokens before the first pipe, or before what is no token yet.
  private static List<Token> firstStage(SourceText source) {
    List<Token> tokens = new ArrayList<>();
    Lexer lexer = new Lexer(source);
    try {
      Token token = lexer.next();
      while (token.kind() != TokenKind.END && !token.isSymbol("|")) {
        tokens.add(token);
        token = lexer.next();
      }
    } catch (QueryException _) {
      return tokens; // A string or name still being typed: it is the value that lacks.
    }
    return tokens;
  }

  private void dropConditionsWithoutValue() {
    List<Token> kept = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      boolean lacksValue = isComparison(tokens.get(i)) && isEndOfOperand(i + 1);
      if (lacksValue) {
        dropReference(kept);
      } else {
        kept.add(tokens.get(i));
      }
    }
    tokens.clear();
    tokens.addAll(kept);
  }

  private static void dropReference(List<Token> kept) {
    if (!kept.isEmpty() && isReference(kept.getLast())) {
      kept.removeLast();
      if (!kept.isEmpty() && kept.getLast().kind() == TokenKind.COLON_SCOPE) {
        kept.removeLast();
      }
    }
  }

  private static boolean isReference(Token token) {
    return token.kind() == TokenKind.ATTRIBUTE
        || (token.kind() == TokenKind.WORD
            && (Intrinsic.ofSpelling(token.text()).isPresent()
                || ReservedWords.contains(token.text())));
  }

  private static boolean isComparison(Token token) {
    return token.kind() == TokenKind.SYMBOL
        && ComparisonOperator.ofSymbol(token.text()).isPresent();
  }

  private void dropWhatHangs() {
    List<Token> kept = new ArrayList<>();
    for (Token token : tokens) {
      if (isLogical(token)) {
        if (!kept.isEmpty() && !isLogical(kept.getLast()) && !isOpening(kept.getLast())) {
          kept.add(token);
        }
      } else if (isClosing(token)) {
        dropTrailingOperators(kept);
        close(token, kept);
      } else {
        kept.add(token);
      }
    }
    while (!kept.isEmpty() && (isLogical(kept.getLast()) || kept.getLast().isSymbol("("))) {
      kept.removeLast();
    }
    tokens.clear();
    tokens.addAll(kept);
  }

  /// Adds a closing token, or drops both if they would enclose nothing.
  private static void close(Token token, List<Token> kept) {
    boolean isEmptyPair = token.isSymbol(")") && !kept.isEmpty() && kept.getLast().isSymbol("(");
    if (isEmptyPair) {
      kept.removeLast();
    } else {
      kept.add(token);
    }
  }

  private static void dropTrailingOperators(List<Token> kept) {
    while (!kept.isEmpty() && isLogical(kept.getLast())) {
      kept.removeLast();
    }
  }

  private boolean isEndOfOperand(int index) {
    return index >= tokens.size() || isLogical(tokens.get(index)) || isClosing(tokens.get(index));
  }

  private static boolean isLogical(Token token) {
    return token.isSymbol("&&") || token.isSymbol("||");
  }

  private static boolean isOpening(Token token) {
    return token.isSymbol("(") || token.isSymbol("{");
  }

  private static boolean isClosing(Token token) {
    return token.isSymbol(")") || token.isSymbol("}");
  }

  /// The text of the tokens, with parentheses closed before the brace that ends the filter.
  private String closed() {
    StringBuilder text = new StringBuilder();
    int open = 0;
    boolean isOpenFilter = false;
    for (Token token : tokens) {
      if (token.isSymbol("{")) {
        isOpenFilter = true;
      } else if (token.isSymbol("}")) {
        text.repeat(") ", open);
        open = 0;
        isOpenFilter = false;
      } else if (isOpening(token)) {
        open++;
      } else if (isClosing(token) && open > 0) {
        open--;
      }
      text.append(token.text()).append(' ');
    }
    return text.repeat(") ", open).append(isOpenFilter ? "}" : "").toString();
  }
}
