package dev.vivace.storage.protocol;

import dev.vivace.storage.object.ObjectPage;

/// What an object store answers.
public sealed interface StoreAnswer {

  /// The call made the object.
  record Created() implements StoreAnswer {}

  /// There is an object of this key; it may be an earlier attempt's.
  record Exists() implements StoreAnswer {}

  record Found(byte[] content) implements StoreAnswer {}

  record Absent() implements StoreAnswer {}

  /// There is an object, and it cannot be what was written.
  record Damaged(String problem) implements StoreAnswer {}

  record Listed(ObjectPage page) implements StoreAnswer {}

  /// There is no object of this key any more.
  record Deleted() implements StoreAnswer {}

  /// No answer came, or an error: the call may have had its effect, or may have it later.
  record Failed(String reason) implements StoreAnswer {}
}
