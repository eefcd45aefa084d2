package dev.vivace.storage.protocol;

/// A call to an object store.
public sealed interface StoreCall {

  /// The key that is called for, or the prefix of a listing.
  String key();

  /// Creates the object if there is none of this key: answered by `Created` or `Exists`.
  record Create(String key, byte[] content) implements StoreCall {}

  /// Reads the whole object: answered by `Found` or `Absent`.
  ///
  /// @param maxBytes a longer one is corrupt
  record Read(String key, int maxBytes) implements StoreCall {}

  /// Lists the objects whose keys begin with a prefix and come behind `after`: answered by
  /// `Listed`, which may be a part.
  record List(String key, String after) implements StoreCall {}

  /// Deletes the object if there is one: answered by `Deleted`.
  record Delete(String key) implements StoreCall {}
}
