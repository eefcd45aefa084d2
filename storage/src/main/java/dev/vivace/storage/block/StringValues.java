package dev.vivace.storage.block;

/// The values of a string column for writing: codes into a dictionary of byte strings that the
/// caller owns. Codes need be neither dense nor in any order; one code always means the same bytes.
public interface StringValues {

  int count();

  /// The code of the value at `index`, in `[0, codeLimit())`.
  int code(int index);

  /// All codes are below this.
  int codeLimit();

  /// The array that holds the bytes of a code, at [#offset], for [#length].
  byte[] bytes(int code);

  int offset(int code);

  int length(int code);
}
