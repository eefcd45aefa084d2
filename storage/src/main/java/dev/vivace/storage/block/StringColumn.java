package dev.vivace.storage.block;

import org.jspecify.annotations.Nullable;

/// Reads a string column: codes by index, bytes by code. In a plain column, one without dictionary,
/// the code of a value is its index. Keeps the last page of values and all pages of the dictionary
/// that it touched. For one thread.
///
/// ```text
///   column.seek(column.code(row));
///   use(column.bytes(), column.offset(), column.length());
/// ```
@SuppressWarnings("DoNotCallSuggester")
public final class StringColumn {

  StringColumn() {}

  public int count() {
    throw new UnsupportedOperationException();
  }

  public boolean isDictionary() {
    throw new UnsupportedOperationException();
  }

  /// All codes are below this; in a dictionary each is used.
  public int dictionarySize() {
    throw new UnsupportedOperationException();
  }

  public int code(int index) {
    throw new UnsupportedOperationException();
  }

  /// Decodes the codes of `[from, from + count)` to `target[at …]`.
  public void readCodes(int from, int count, int[] target, int at) {
    throw new UnsupportedOperationException();
  }

  /// Makes [#bytes], [#offset] and [#length] speak of this code.
  public void seek(int code) {
    throw new UnsupportedOperationException();
  }

  /// The array with the value sought; not to be changed. It stays as it is after the next seek.
  public byte[] bytes() {
    throw new UnsupportedOperationException();
  }

  public int offset() {
    throw new UnsupportedOperationException();
  }

  public int length() {
    throw new UnsupportedOperationException();
  }

  /// As handed to the writer; null if there were none.
  public int @Nullable [] ordinals() {
    throw new UnsupportedOperationException();
  }
}
