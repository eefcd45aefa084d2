package dev.vivace.storage.manifest;

import dev.vivace.storage.section.LogPartition;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a manifest version says of its tenant.
///
/// @param folded by partition: the sections that end here or earlier are in the manifest
/// @param live in the order in which they came: of each partition in the order of its log
/// @param tombstones of removed blocks whose objects may still be there
/// @param announced keys of objects that a compaction may store and make live; nobody else's
///   compaction has them, and they are not collected
public record ManifestState(
    SortedMap<LogPartition, Long> folded,
    List<LiveBlock> live,
    List<Tombstone> tombstones,
    NavigableSet<String> announced) {

  /// Of a tenant that has no manifest yet.
  public static final ManifestState EMPTY =
      new ManifestState(new TreeMap<>(), List.of(), List.of(), new TreeSet<>());

  public ManifestState {
    folded = Collections.unmodifiableSortedMap(new TreeMap<>(folded));
    live = List.copyOf(live);
    tombstones = List.copyOf(tombstones);
    announced = Collections.unmodifiableNavigableSet(new TreeSet<>(announced));
  }

  /// The end of the last section of a partition that is in the manifest; 0 if none is.
  public long foldedTo(LogPartition log) {
    return folded.getOrDefault(log, 0L);
  }

  ManifestState withFolded(SortedMap<LogPartition, Long> newFolded, List<LiveBlock> newLive) {
    return new ManifestState(newFolded, newLive, tombstones, announced);
  }

  ManifestState withBlocks(List<LiveBlock> newLive, List<Tombstone> newTombstones) {
    return new ManifestState(folded, newLive, newTombstones, announced);
  }

  ManifestState withAnnounced(NavigableSet<String> newAnnounced) {
    return new ManifestState(folded, live, tombstones, newAnnounced);
  }
}
