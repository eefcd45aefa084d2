package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Parses attributes and intrinsics.
final class ReferenceParser {

  private static final String HOW_ATTRIBUTES_START =
      " An attribute starts with '.', 'span.' or 'resource.'";

  private final TokenCursor cursor;

  ReferenceParser(TokenCursor cursor) {
    this.cursor = cursor;
  }

  /// Whether the next token begins a reference, right or wrong.
  boolean isNext() {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case ATTRIBUTE, COLON_SCOPE -> true;
      case WORD -> Intrinsic.ofSpelling(token.text()).isPresent();
      default -> false;
    };
  }

  Reference parse() {
    Token token = cursor.peek();
    return switch (token.kind()) {
      case ATTRIBUTE -> attribute(cursor.take());
      case COLON_SCOPE -> scopedIntrinsic(cursor.take());
      case WORD -> intrinsic(token);
      default -> throw cursor.unexpected("an attribute or an intrinsic");
    };
  }

  /// One or more references, separated by commas.
  List<Reference> parseList() {
    List<Reference> references = new ArrayList<>();
    do {
      references.add(parse());
    } while (cursor.accept(","));
    return references;
  }

  private Reference attribute(Token token) {
    Attribute attribute = Objects.requireNonNull(token.attribute());
    return cursor.node(new Attribute(attribute.scope(), attribute.name()), token.start());
  }

  private Reference intrinsic(Token token) {
    Optional<Intrinsic> intrinsic = Intrinsic.ofSpelling(token.text());
    if (intrinsic.isEmpty()) {
      throw unknownIntrinsic(token, token.text(), Stream.of());
    }
    cursor.take();
    return cursor.node(new IntrinsicField(intrinsic.get()), token.start());
  }

  private Reference scopedIntrinsic(Token scope) {
    Token word = cursor.peek();
    if (word.kind() != TokenKind.WORD) {
      throw cursor.unexpected("the name of an intrinsic after '" + scope.text() + "'");
    }
    String spelling = scope.text() + word.text();
    Intrinsic intrinsic =
        Intrinsic.ofSpelling(spelling)
            .orElseThrow(() -> unknownIntrinsic(scope, spelling, Stream.of()));
    cursor.take();
    return cursor.node(new IntrinsicField(intrinsic), scope.start());
  }

  /// `others` are words besides intrinsics that would fit.
  QueryException unknownIntrinsic(Token token, String spelling, Stream<String> others) {
    List<String> known =
        Stream.concat(
                Stream.of(Intrinsic.values()).flatMap(one -> one.spellings().stream()), others)
            .toList();
    String suggestion = Suggestion.didYouMean(spelling, known);
    return cursor.fail(
        Kind.PARSE,
        token,
        "unknown intrinsic '"
            + spelling
            + "'"
            + (suggestion.isEmpty() ? "." : suggestion)
            + HOW_ATTRIBUTES_START);
  }
}
