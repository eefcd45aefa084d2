package dev.vivace.storage.block;

import dev.vivace.model.error.CorruptDataException;
import java.util.Optional;
import java.util.function.Function;

/// Reads a part of a block, and once more if it is not what was written: what was damaged may have
/// been a copy on the way or in a cache.
final class SecondRead {

  private SecondRead() {}

  /// Reads from the source, then past its caches.
  static <T> T of(PageSource source, Function<PageSource, T> reading) {
    return of(source, source, reading);
  }

  /// Reads from what is near, then past all caches of the origin.
  static <T> T of(PageSource near, PageSource origin, Function<PageSource, T> reading) {
    try {
      return reading.apply(near);
    } catch (CorruptDataException e) {
      return after(e, origin, reading);
    }
  }

  /// Reads past all caches of the origin what the first time was not what was written.
  static <T> T after(
      CorruptDataException first, PageSource origin, Function<PageSource, T> reading) {
    Optional<PageSource> anew = origin.anew();
    if (anew.isEmpty()) {
      throw first;
    }
    try {
      return reading.apply(anew.get());
    } catch (CorruptDataException second) {
      origin.damaged();
      second.addSuppressed(first);
      throw second;
    }
  }
}
