package dev.vivace.storage.protocol;

import dev.vivace.storage.manifest.ForgetEdit;
import dev.vivace.storage.manifest.ManifestState;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.manifest.Tombstone;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Deletes the objects of removed blocks whose grace is over, then forgets their tombstones. The
/// grace begins when the store got the version that removed them, by the store's clock.
public final class Deletion {

  private Deletion() {}

  /// What was deleted.
  ///
  /// @param manifest the newest manifest afterwards
  public record Deleted(StoredManifest manifest, int blocks, long bytes) {}

  /// Deletes what is due.
  ///
  /// @param known a version of the tenant's manifest, or none; may be outdated
  /// @param maxBlocks at most so many at once
  public static StoreProtocol<Deleted> of(
      StoredManifest known, int maxBlocks, AppendManifest.Writer writer) {
    return FollowManifest.look(known)
        .then(
            found -> {
              List<Tombstone> due =
                  found.kept().versions().isEmpty() ? List.of() : due(found, maxBlocks);
              return due.isEmpty()
                  ? StoreProtocol.done(new Deleted(found.manifest(), 0, 0))
                  : delete(found.manifest(), due, writer);
            });
  }

  private static StoreProtocol<Deleted> delete(
      StoredManifest manifest, List<Tombstone> due, AppendManifest.Writer writer) {
    Set<String> used = used(manifest.state(), due);
    List<String> gone =
        due.stream().map(Tombstone::key).distinct().filter(key -> !used.contains(key)).toList();
    Set<String> forgotten = Set.copyOf(gone);
    long bytes =
        due.stream()
            .filter(stone -> forgotten.contains(stone.key()))
            .mapToLong(Tombstone::length)
            .sum();
    return StoreProtocol.each(gone, Calls::delete)
        .then(deleted -> AppendManifest.of(manifest, new ForgetEdit(Set.copyOf(deleted)), writer))
        .map(outcome -> new Deleted(outcome.manifest(), gone.size(), bytes));
  }

  /// Objects that hold other blocks, too.
  private static Set<String> used(ManifestState state, List<Tombstone> due) {
    Set<String> used =
        state.live().stream().map(block -> block.entry().key()).collect(Collectors.toSet());
    Set<Tombstone> going = Set.copyOf(due);
    state.tombstones().stream()
        .filter(stone -> !going.contains(stone))
        .map(Tombstone::key)
        .forEach(used::add);
    return used;
  }

  private static List<Tombstone> due(FollowManifest.Found found, int maxBlocks) {
    Map<Long, Long> stored =
        found.kept().versions().stream()
            .collect(
                Collectors.toMap(
                    FollowManifest.Version::sequence, FollowManifest.Version::storedNanos));
    long oldestKept = found.kept().versions().getFirst().sequence();
    return found.manifest().state().tombstones().stream()
        .filter(
            stone ->
                isDue(
                    stone, oldestKept, stored.get(stone.removedAt()), found.kept().storeNowNanos()))
        .limit(maxBlocks)
        .toList();
  }

  /// A version that was collected was stored longer ago than any grace. One that a listing should
  /// show and does not was stored just now.
  private static boolean isDue(
      Tombstone stone, long oldestKept, @Nullable Long removedNanos, long storeNowNanos) {
    return removedNanos == null
        ? stone.removedAt() < oldestKept
        : storeNowNanos - removedNanos >= stone.graceNanos();
  }
}
