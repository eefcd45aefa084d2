package dev.vivace.storage.spans;

import dev.vivace.storage.head.AttributeStore;

/// The owners of attributes in a head, as [AttributeEncoder] sees them: each row has a code in the
/// head, which stands for the shape of its attributes and for other facts (a span's scope, name,
/// kind and status).
interface TemplateSource {

  AttributeStore attributes();

  /// The code of a row of the head.
  int code(int headRow);

  /// All codes are below this.
  int codeLimit();

  /// The shape that a code stands for.
  int shape(int code);

  /// How many other facts a code stands for.
  int factCount();

  int fact(int code, int index);
}
