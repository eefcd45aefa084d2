package dev.vivace.storage.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Removes live blocks; their objects stay for a grace, for queries that have pinned them.
///
/// @param which whether a block goes
/// @param graceNanos how long their objects stay
public record RemoveEdit(Predicate<LiveBlock> which, long graceNanos) implements ManifestEdit {

  /// Removes what was appended before a time, nanoseconds since 1970. The times of spans play no
  /// part: one from the future would keep its block for ever.
  public static RemoveEdit appendedBefore(long nanos, long graceNanos) {
    return new RemoveEdit(block -> block.lastAppendNanos() < nanos, graceNanos);
  }

  @Override
  public Outcome applyTo(ManifestState state, long sequence) {
    List<LiveBlock> live = new ArrayList<>();
    List<Tombstone> tombstones = new ArrayList<>(state.tombstones());
    for (LiveBlock block : state.live()) {
      if (which.test(block)) {
        tombstones.add(Tombstone.of(block, sequence, graceNanos));
      } else {
        live.add(block);
      }
    }
    return live.size() == state.live().size()
        ? new Outcome.Unchanged()
        : new Outcome.Changed(state.withBlocks(live, tombstones));
  }
}
