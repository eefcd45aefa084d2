package dev.vivace.storage.object.backlog;

import dev.vivace.storage.object.ListedObject;
import java.util.Optional;

/// An object of the backlog. Its file is named `<number>-<key>`, the number with 20 digits, in the
/// key `%` as `%25` and `/` as `%2F`.
///
/// @param number grows from object to object
/// @param createdNanos since 1970
record StagedObject(long number, String key, long bytes, long createdNanos) {

  private static final int DIGITS = 20;

  String name() {
    return "%020d-%s".formatted(number, key.replace("%", "%25").replace("/", "%2F"));
  }

  /// Empty if the file has no such name.
  static Optional<StagedObject> of(ListedObject file) {
    String name = file.key();
    if (!name.matches("\\d{20}-[^/]+")) {
      return Optional.empty();
    }
    return Optional.of(
        new StagedObject(
            Long.parseLong(name.substring(0, DIGITS)),
            name.substring(DIGITS + 1).replace("%2F", "/").replace("%25", "%"),
            file.bytes(),
            file.lastModifiedNanos()));
  }
}
