package dev.vivace.storage.object;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Objects by key, as a folder or a bucket keeps them. Keys are `/`-separated, relative, without
/// `.` or `..` parts. Objects are immutable: the only way to write is create-if-absent, and a key
/// is never reused. Calls block. Failures that may pass throw `StoreUnavailableException`.
public interface ObjectStore {

  /// Creates the object unless the key exists. Afterwards the object is durable and whole, or
  /// absent.
  ///
  /// @return whether this call created it
  boolean createIfAbsent(String key, ObjectContent content);

  /// The size in bytes, or empty if there is no such object.
  Optional<Long> size(String key);

  /// Reads exactly `length` bytes from `offset`, or throws if the object is absent or shorter.
  ByteBuffer read(String key, long offset, int length);

  /// The whole object, or empty if there is none; throws if it is longer than `maxBytes`.
  Optional<byte[]> readWhole(String key, int maxBytes);

  /// The keys that begin with `prefix`, in byte order.
  List<String> list(String prefix);

  /// The objects whose keys begin with `prefix` and come behind `after` in byte order, as many as
  /// the store gives at once. A listing shows every object that was created before it began and is
  /// not deleted.
  ///
  /// @param after a key, which need not exist; empty for the first page
  ObjectPage listPage(String prefix, String after);

  /// How many bytes are worth reading beyond those that are needed, to save a call: 0 where a call
  /// costs next to nothing.
  default int readAheadBytes() {
    return 0;
  }

  /// Lets go of what is kept open or cached of the object: the next read begins anew, for bytes
  /// that were not what was written. Does no I/O.
  default void forget(String key) {}

  /// Removes the object; nothing happens if it is absent.
  void delete(String key);

  /// What to store: a length and a stream that can be opened again for a retry.
  interface ObjectContent {

    long length();

    InputStream open();
  }
}
