package dev.vivace.traceql.syntax;

/// What a token is.
enum TokenKind {
  /// Letters, digits and `_`: reserved words and everything else that looks like one.
  WORD,
  /// A scope and a name, `span.a` or `.a`.
  ATTRIBUTE,
  /// `span:` and the like; the intrinsic follows as a word.
  COLON_SCOPE,
  STRING,
  INTEGER,
  FLOAT,
  DURATION,
  SYMBOL,
  END
}
