package dev.vivace.storage.protocol;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.manifest.Tombstone;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Collects what nobody needs any more of the numbered objects: sections that are folded, and old
/// versions of manifests. The floor is raised first, so that no number can come back.
public final class Collection {

  /// Versions of one manifest that are kept, however young: blocks may be removed every few
  /// seconds.
  private static final int MAX_VERSIONS = 1_000;

  private Collection() {}

  /// Deletes the sections of a chain that are folded for every tenant with blocks in them, but
  /// never the last section of the chain, nor what could not be read, nor what comes behind that.
  /// The result is the floor.
  public static StoreProtocol<Long> ofSections(LogPartition log) {
    return new FollowChain(log, 0)
        .then(
            chain ->
                StoreProtocol.each(
                        List.copyOf(Folding.tenants(chain)),
                        tenant -> FollowManifest.readable(StoredManifest.none(tenant)))
                    .then(manifests -> collect(chain, manifests)));
  }

  private static StoreProtocol<Long> collect(
      ChainReading chain, List<FollowManifest.Newest> manifests) {
    long floor = newFloor(chain, manifests);
    if (floor <= chain.floor()) {
      // Also what a collection that was given up, or a writer that slept, has left below the floor.
      return deleteBelow(chain.log().prefix(), chain.floor());
    }
    return Floors.raise(chain.log().prefix(), floor)
        .then(_ -> deleteBelow(chain.log().prefix(), floor));
  }

  private static long newFloor(ChainReading chain, List<FollowManifest.Newest> manifests) {
    Map<TenantId, Long> folded = new HashMap<>();
    manifests.stream()
        .filter(found -> found.damaged().isEmpty()) // else nobody knows
        .map(FollowManifest.Newest::manifest)
        .forEach(manifest -> folded.put(manifest.tenant(), manifest.state().foldedTo(chain.log())));
    long unknown = chain.damaged().isEmpty() ? Long.MAX_VALUE : chain.damaged().getFirst().start();
    for (SectionBlocks section : chain.sections()) {
      boolean isLast = section.end() == chain.sections().getLast().end();
      if (isLast || section.start() > unknown || !isFolded(section, folded)) {
        return Math.max(chain.floor(), Math.min(section.start(), unknown));
      }
    }
    return chain.floor();
  }

  private static boolean isFolded(SectionBlocks section, Map<TenantId, Long> folded) {
    return section.blocks().stream()
        .map(BlockEntry::tenant)
        .allMatch(tenant -> folded.getOrDefault(tenant, 0L) >= section.end());
  }

  /// Deletes versions that were stored so long ago, or are not among the newest thousand, but never
  /// the newest, and none that the grace of a removed block is counted from. The result is the
  /// oldest that is kept.
  ///
  /// @param known a version of the tenant's manifest, or none; may be outdated
  public static StoreProtocol<Long> ofManifests(StoredManifest known, long keepNanos) {
    String prefix = Manifest.prefix(known.tenant());
    return FollowManifest.look(known)
        .then(
            found -> {
              long floor = oldestKept(found, keepNanos);
              boolean someBelow =
                  found.kept().versions().stream().anyMatch(version -> version.sequence() < floor);
              return someBelow
                  ? Floors.raise(prefix, floor).then(_ -> deleteBelow(prefix, floor))
                  : StoreProtocol.done(floor);
            });
  }

  private static long oldestKept(FollowManifest.Found found, long keepNanos) {
    long removed =
        found.manifest().state().tombstones().stream()
            .mapToLong(Tombstone::removedAt)
            .reduce(found.manifest().sequence(), Math::min);
    for (FollowManifest.Version version : found.kept().versions()) {
      boolean young = found.kept().storeNowNanos() - version.storedNanos() < keepNanos;
      if (version.sequence() >= removed
          || (young && version.sequence() > found.manifest().sequence() - MAX_VERSIONS)) {
        return version.sequence();
      }
    }
    return 0;
  }

  private static StoreProtocol<Long> deleteBelow(String prefix, long floor) {
    return Floors.numbers(prefix)
        .then(
            numbers ->
                StoreProtocol.each(
                    numbers.stream().filter(number -> number < floor).toList(),
                    number -> Calls.delete(prefix + "%020d".formatted(number))))
        .map(_ -> floor);
  }
}
