package dev.vivace.storage.protocol;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.ManifestState;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Finds and deletes blocks that nothing names: what writers left that died, or lost a race,
/// between storing a block and committing it.
///
/// Age alone proves nothing: a process that comes back after a weekend goes on with blocks it had
/// stored before. So a block is an orphan only if it can never become live: the section that it was
/// made for is committed without it. That section is in the block's footer, which whoever runs this
/// reads between the two steps. What a damaged section or manifest may name is no orphan.
public final class Orphans {

  /// More than one in so many of a tenant's blocks at once is no litter, but a mistake somewhere.
  private static final int MAX_SHARE = 5;

  private Orphans() {}

  /// Blocks that may be orphans.
  ///
  /// @param objects in no manifest, and older than asked for
  /// @param blocks how many objects the tenant has
  public record Suspects(TenantId tenant, List<ListedObject> objects, long blocks) {

    public Suspects {
      objects = List.copyOf(objects);
    }
  }

  /// A block and the section that it was made for.
  public record Suspect(String key, long bytes, LogPartition log, long sectionStart) {}

  /// What became of suspects.
  ///
  /// @param orphans those that nothing can name any more
  /// @param deleted whether they were deleted: not if there were too many
  public record Collected(List<Suspect> orphans, boolean deleted) {

    public Collected {
      orphans = List.copyOf(orphans);
    }
  }

  /// Lists a tenant's blocks that the newest manifest does not name.
  ///
  /// @param known a version of the tenant's manifest, or none; may be outdated
  /// @param minAgeNanos younger ones are left alone; by the store's clock
  public static StoreProtocol<Suspects> find(StoredManifest known, long minAgeNanos) {
    TenantId tenant = known.tenant();
    return Calls.list(
            tenant + "/blocks/",
            "",
            (object, now) -> now - object.lastModifiedNanos() >= minAgeNanos)
        .then(
            listing ->
                FollowManifest.from(known)
                    .map(
                        manifest ->
                            new Suspects(
                                tenant, unnamed(listing.objects(), manifest), listing.count())));
  }

  private static List<ListedObject> unnamed(List<ListedObject> objects, StoredManifest manifest) {
    Set<String> named = named(manifest.state());
    return objects.stream().filter(object -> !named.contains(object.key())).toList();
  }

  private static Set<String> named(ManifestState state) {
    Set<String> named = new HashSet<>(state.announced());
    state.live().forEach(block -> named.add(block.entry().key()));
    state.tombstones().forEach(stone -> named.add(stone.key()));
    return named;
  }

  /// Deletes those of the suspects that are orphans, unless they are more than a fifth of the
  /// tenant's blocks.
  ///
  /// @param blocks how many objects the tenant has
  public static StoreProtocol<Collected> collect(
      TenantId tenant, List<Suspect> suspects, long blocks) {
    return StoreProtocol.each(suspects, Orphans::uncommitted)
        .map(left -> left.stream().flatMap(Optional::stream).toList())
        .then(left -> left.isEmpty() ? StoreProtocol.done(left) : outsideOfManifests(tenant, left))
        .then(
            orphans ->
                orphans.size() * (long) MAX_SHARE > blocks
                    ? StoreProtocol.done(new Collected(orphans, false))
                    : StoreProtocol.each(orphans, orphan -> Calls.delete(orphan.key()))
                        .map(_ -> new Collected(orphans, true)));
  }

  /// Empty if the block is committed, or still can be. Else it may be in a manifest, to which it
  /// came through its section and through nothing else.
  private static StoreProtocol<Optional<Suspect>> uncommitted(Suspect suspect) {
    String key = suspect.log().sectionKey(suspect.sectionStart());
    return Calls.document(
            key, SectionCodec.MAX_OBJECT_BYTES, object -> FollowChain.decode(key, object))
        .then(
            section ->
                Floors.highest(suspect.log().prefix())
                    .map(
                        floor ->
                            floor > suspect.sectionStart() || isWithout(section, suspect.key())
                                ? Optional.of(suspect)
                                : Optional.<Suspect>empty()));
  }

  /// Whether a section is committed without the block: a damaged one may name it.
  private static boolean isWithout(Calls.Document<SectionCommit> section, String block) {
    return section instanceof Calls.Document.Whole<SectionCommit>(var whole)
        && whole.blocks().stream().noneMatch(entry -> entry.key().equals(block));
  }

  /// Those that no manifest names, neither the newest nor an older one that is kept.
  private static StoreProtocol<List<Suspect>> outsideOfManifests(
      TenantId tenant, List<Suspect> suspects) {
    return FollowManifest.look(StoredManifest.none(tenant))
        .then(
            found ->
                StoreProtocol.each(
                    found.kept().versions(),
                    version ->
                        FollowManifest.version(tenant, version.sequence())
                            .map(kept -> namedOf(suspects, kept))))
        .map(
            named -> {
              List<Suspect> left = new ArrayList<>(suspects);
              named.forEach(left::removeAll);
              return left;
            });
  }

  private static List<Suspect> namedOf(List<Suspect> suspects, Optional<StoredManifest> manifest) {
    Set<String> named = manifest.map(StoredManifest::state).map(Orphans::named).orElse(Set.of());
    return suspects.stream().filter(suspect -> named.contains(suspect.key())).toList();
  }
}
