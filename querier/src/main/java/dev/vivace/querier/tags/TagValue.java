package dev.vivace.querier.tags;

/// A value of an attribute or intrinsic as text.
public record TagValue(Type type, String text) {

  /// The types that completion tells apart. Their words are their names in lower case.
  public enum Type {
    STRING("string"),
    INT("int"),
    FLOAT("float"),
    BOOL("bool"),
    DURATION("duration"),
    KEYWORD("keyword");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }
}
