package dev.vivace.storage.manifest;

import java.util.List;
import java.util.Set;

/// Forgets tombstones whose objects were deleted.
///
/// @param deleted keys of objects that are gone
public record ForgetEdit(Set<String> deleted) implements ManifestEdit {

  public ForgetEdit {
    deleted = Set.copyOf(deleted);
  }

  @Override
  public Outcome applyTo(ManifestState state, long sequence) {
    List<Tombstone> left =
        state.tombstones().stream().filter(stone -> !deleted.contains(stone.key())).toList();
    return left.size() == state.tombstones().size()
        ? new Outcome.Unchanged()
        : new Outcome.Changed(state.withBlocks(state.live(), left));
  }
}
