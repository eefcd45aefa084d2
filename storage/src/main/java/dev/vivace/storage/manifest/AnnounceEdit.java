package dev.vivace.storage.manifest;

import java.util.NavigableSet;
import java.util.TreeSet;

/// Announces the objects that a compaction is about to store, or withdraws announcements. Only what
/// is announced can be committed, and only what is not can be collected: so an object that was
/// collected cannot become live, however long its writer slept.
///
/// @param keys of the objects
/// @param announced whether they are announced afterwards
public record AnnounceEdit(NavigableSet<String> keys, boolean announced) implements ManifestEdit {

  @Override
  public Outcome applyTo(ManifestState state, long sequence) {
    TreeSet<String> now = new TreeSet<>(state.announced());
    boolean changed = announced ? now.addAll(keys) : now.removeAll(keys);
    return changed ? new Outcome.Changed(state.withAnnounced(now)) : new Outcome.Unchanged();
  }
}
