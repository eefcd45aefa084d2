package dev.vivace.traceql.syntax;

import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.QueryException.Kind;
import dev.vivace.traceql.ast.AttributeText;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Cuts the text into tokens, the longest that fits first. Long because it is one table of forms.
final class Lexer {

  private static final List<String> SYMBOLS =
      List.of(
          "!>>", "!<<", "&>>", "&<<", // Longest first.
          "!=", "=~", "!~", ">=", "<=", "&&", "||", ">>", "<<", "!>", "!<", "&~", "&>", "&<", ",",
          "{", "}", "(", ")", "=", ">", "<", "+", "-", "/", "%", "*", "^", "!", "|", "~");

  private static final Map<String, Scope> DOT_SCOPES =
      Map.of(
          "span", Scope.SPAN,
          "resource", Scope.RESOURCE,
          "event", Scope.EVENT,
          "link", Scope.LINK,
          "instrumentation", Scope.INSTRUMENTATION,
          "parent", Scope.PARENT);

  private static final Set<String> COLON_SCOPES =
      Set.of("span", "trace", "event", "link", "instrumentation");

  private final SourceText source;
  private final String text;
  private final NumberLexer numbers;
  private int at;

  Lexer(SourceText source) {
    this.source = source;
    this.text = source.text();
    this.numbers = new NumberLexer(source);
  }

  Token next() {
    skipBlanks();
    if (at == text.length()) {
      return new Token(TokenKind.END, "", at, at, null, null);
    }
    Token token = read(text.codePointAt(at));
    at = token.end();
    return token;
  }

  private Token read(int first) {
    if (isDigit(first) || (first == '.' && isDigit(peek(1)))) {
      return numbers.read(at);
    }
    if (first == '.') {
      return attribute(Scope.UNSCOPED, at + 1);
    }
    if (first == '"' || first == '`') {
      StringLexer strings = new StringLexer(source, at);
      return new Token(
          TokenKind.STRING,
          text.substring(at, strings.end()),
          at,
          strings.end(),
          new StringValue(strings.text()),
          null);
    }
    return isWordStart(first) ? wordOrScope() : symbol(first);
  }

  private Token symbol(int first) {
    for (String symbol : SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        return token(TokenKind.SYMBOL, at + symbol.length());
      }
    }
    throw fail(at, strayCharacter(first));
  }

  private static String strayCharacter(int first) {
    return switch (first) {
      case '&' -> "'&' alone is no operator; write '&&'";
      case '\'' -> "strings stand in double quotes or backticks, not in single quotes";
      case '[' -> "there are no lists; write one comparison for each value, joined by '||'";
      case ':' -> "':' follows a scope directly, as in span:duration";
      default -> "unexpected character '" + Character.toString(first) + "'";
    };
  }

  private Token wordOrScope() {
    int end = at;
    while (end < text.length() && isWordPart(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    String word = text.substring(at, end);
    char follower = end < text.length() ? text.charAt(end) : ' ';
    if (follower == ':' && COLON_SCOPES.contains(word)) {
      return token(TokenKind.COLON_SCOPE, end + 1);
    }
    Scope scope = DOT_SCOPES.get(word);
    if (follower != '.' || scope == null) {
      return token(TokenKind.WORD, end);
    }
    return scope == Scope.PARENT ? parentAttribute(end + 1) : attribute(scope, end + 1);
  }

  /// After `parent.` a second scope is recognised directly behind it only.
  private Token parentAttribute(int nameStart) {
    if (text.startsWith("span.", nameStart)) {
      return attribute(Scope.PARENT_SPAN, nameStart + "span.".length());
    }
    if (text.startsWith("resource.", nameStart)) {
      return attribute(Scope.PARENT_RESOURCE, nameStart + "resource.".length());
    }
    return attribute(Scope.PARENT, nameStart);
  }

  /// An attribute whose scope was read: quoted and unquoted parts up to the first character that no
  /// name may contain.
  private Token attribute(Scope scope, int nameStart) {
    StringBuilder name = new StringBuilder();
    int i = nameStart;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (c == '"') {
        i = quotedPart(i, name);
      } else if (AttributeText.isNameCharacter(c)) {
        name.appendCodePoint(c);
        i += Character.charCount(c);
      } else {
        break;
      }
    }
    if (i == nameStart) {
      String found = i < text.length() ? "'" + text.charAt(i) + "'" : "end of query";
      throw fail(
          i,
          "found "
              + found
              + " where the name of an attribute should follow '"
              + scope.prefix()
              + "' directly");
    }
    return new Token(
        TokenKind.ATTRIBUTE,
        text.substring(at, i),
        at,
        i,
        null,
        new Attribute(scope, name.toString()));
  }

  private int quotedPart(int start, StringBuilder name) {
    int i = start + 1;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c == '"') {
        return i;
      }
      if (c == '\\') {
        char escaped = i < text.length() ? text.charAt(i) : ' ';
        if (escaped != '"' && escaped != '\\') {
          throw fail(i - 1, "in the name of an attribute only \\\" and \\\\ are escapes");
        }
        c = escaped;
        i++;
      }
      name.append(c);
    }
    throw fail(start, "the quoted name of an attribute is not closed; add '\"'");
  }

  private void skipBlanks() {
    while (at < text.length()) {
      if (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw fail(at, "the comment is not closed; add '*/'");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private Token token(TokenKind kind, int end) {
    return new Token(kind, text.substring(at, end), at, end, null, null);
  }

  private int peek(int distance) {
    return at + distance < text.length() ? text.charAt(at + distance) : ' ';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordStart(int c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isWordPart(int c) {
    return isWordStart(c) || Character.isDigit(c);
  }

  private QueryException fail(int offset, String message) {
    return source.error(Kind.PARSE, offset, message);
  }
}
