package dev.vivace.traceql.ast;

import dev.vivace.traceql.ast.FieldExpression.Attribute;

/// The text of attribute names: bare where the language allows it, else in double quotes.
public final class AttributeText {

  /// Characters that end an unquoted name; a double quote begins a quoted part.
  private static final String NOT_IN_NAMES = " \t\r\n{}()=~!<>&|^,";

  private AttributeText() {}

  /// Whether the character may stand in a name outside of quotes.
  public static boolean isNameCharacter(int codePoint) {
    return NOT_IN_NAMES.indexOf(codePoint) < 0;
  }

  public static String print(Attribute attribute) {
    String name = attribute.name();
    String prefix = attribute.scope().prefix();
    return needsQuotes(attribute) ? prefix + quote(name) : prefix + name;
  }

  private static boolean needsQuotes(Attribute attribute) {
    String name = attribute.name();
    if (name.isEmpty() || name.indexOf('"') >= 0) {
      return true;
    }
    if (!name.chars().allMatch(AttributeText::isNameCharacter)) {
      return true;
    }
    return switch (attribute.scope()) {
      case UNSCOPED -> name.charAt(0) >= '0' && name.charAt(0) <= '9'; // `.3` is a number.
      case PARENT -> name.startsWith("span.") || name.startsWith("resource.");
      default -> false;
    };
  }

  private static String quote(String name) {
    return '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
