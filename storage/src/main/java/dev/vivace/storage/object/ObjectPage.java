package dev.vivace.storage.object;

import java.util.List;

/// A part of a listing.
///
/// @param objects in byte order of their keys
/// @param more whether others follow behind the last one
/// @param storeNowNanos the store's clock when it listed them, nanoseconds since 1970: ages are
///   judged by it and never by ours
public record ObjectPage(List<ListedObject> objects, boolean more, long storeNowNanos) {

  public ObjectPage {
    objects = List.copyOf(objects);
    if (more && objects.isEmpty()) {
      throw new IllegalArgumentException(
          "a page of a listing that is not the last has no objects (expected: at least one)");
    }
  }
}
