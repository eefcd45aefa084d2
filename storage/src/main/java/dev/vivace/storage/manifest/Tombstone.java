package dev.vivace.storage.manifest;

/// A block that was removed and whose object may still be there.
///
/// @param removedAt the manifest version that removed it
/// @param graceNanos how long after that version was stored its object must stay
public record Tombstone(String key, long offset, long length, long removedAt, long graceNanos) {

  public Tombstone {
    if (removedAt <= 0 || graceNanos < 0) {
      throw new IllegalArgumentException(
          "tombstone of block %s: removed at %d, grace of %d ns (expected: > 0, >= 0)"
              .formatted(key, removedAt, graceNanos));
    }
  }

  static Tombstone of(LiveBlock block, long removedAt, long graceNanos) {
    return new Tombstone(
        block.entry().key(), block.entry().offset(), block.entry().length(), removedAt, graceNanos);
  }
}
