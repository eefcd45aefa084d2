package dev.vivace.storage.protocol;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.ManifestCodec;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.object.ListedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds the newest version of a tenant's manifest: by listing the versions, of which few are kept,
/// and reading the last one. A version is never collected while it is the newest, so the highest
/// number is never one that was made again.
public final class FollowManifest {

  private FollowManifest() {}

  /// The newest manifest.
  ///
  /// @param known what was found last: not read again if it still is the newest
  public static StoreProtocol<StoredManifest> from(StoredManifest known) {
    return look(known).map(Found::manifest);
  }

  /// The newest manifest that can be read, for whoever only reads. What a damaged newer one changed
  /// is not known: blocks may be missing, and some may be gone.
  ///
  /// @param known what was found last: not read again if nothing newer can be read
  public static StoreProtocol<Newest> readable(StoredManifest known) {
    return versions(known.tenant())
        .then(
            kept ->
                readable(
                    known,
                    kept.versions().reversed().stream().map(Version::sequence).toList(),
                    List.of()));
  }

  private static StoreProtocol<Newest> readable(
      StoredManifest known, List<Long> newestFirst, List<Long> damaged) {
    if (newestFirst.isEmpty() || newestFirst.getFirst() <= known.sequence()) {
      return StoreProtocol.done(new Newest(known, damaged));
    }
    long sequence = newestFirst.getFirst();
    return document(known.tenant(), sequence)
        .then(
            found ->
                switch (found) {
                  case Calls.Document.Whole<StoredManifest>(var manifest) ->
                      StoreProtocol.done(new Newest(manifest, damaged));
                  case Calls.Document.Absent<StoredManifest>() -> readable(known);
                  case Calls.Document.Damaged<StoredManifest>(_) ->
                      olderThan(sequence, known, newestFirst, damaged);
                });
  }

  /// An older version is genuine only if it is not below the floor.
  private static StoreProtocol<Newest> olderThan(
      long sequence, StoredManifest known, List<Long> newestFirst, List<Long> damaged) {
    List<Long> more = new ArrayList<>(damaged);
    more.add(sequence);
    return Floors.highest(Manifest.prefix(known.tenant()))
        .then(
            floor ->
                readable(
                    known,
                    newestFirst.stream()
                        .filter(older -> older < sequence && older >= floor)
                        .toList(),
                    more));
  }

  /// A manifest, and the numbers of newer versions that are damaged.
  public record Newest(StoredManifest manifest, List<Long> damaged) {

    public Newest {
      damaged = List.copyOf(damaged);
    }
  }

  /// The newest manifest and what a listing tells of the kept versions.
  static StoreProtocol<Found> look(StoredManifest known) {
    return versions(known.tenant()).then(kept -> newest(known, kept));
  }

  private static StoreProtocol<Kept> versions(TenantId tenant) {
    String prefix = Manifest.prefix(tenant);
    return Calls.list(prefix, "", (object, _) -> Floors.isNumber(prefix, object.key()))
        .map(
            listing ->
                new Kept(
                    listing.objects().stream().map(object -> version(prefix, object)).toList(),
                    listing.storeNowNanos()));
  }

  private static Version version(String prefix, ListedObject object) {
    return new Version(Floors.number(prefix, object.key()), object.lastModifiedNanos());
  }

  private static StoreProtocol<Found> newest(StoredManifest known, Kept kept) {
    if (kept.versions().isEmpty() || kept.versions().getLast().sequence() <= known.sequence()) {
      return StoreProtocol.done(new Found(known, kept));
    }
    // Absent only if it was collected since it was listed: then there is a newer one.
    return version(known.tenant(), kept.versions().getLast().sequence())
        .then(
            found ->
                found.isPresent() ? StoreProtocol.done(new Found(found.get(), kept)) : look(known));
  }

  /// One version, if it is there.
  static StoreProtocol<Optional<StoredManifest>> version(TenantId tenant, long sequence) {
    return document(tenant, sequence).map(Calls.Document::get);
  }

  private static StoreProtocol<Calls.Document<StoredManifest>> document(
      TenantId tenant, long sequence) {
    return Calls.document(
        Manifest.key(tenant, sequence),
        ManifestCodec.MAX_OBJECT_BYTES,
        bytes -> ManifestCodec.decode(tenant, sequence, bytes));
  }

  /// A version that is kept, and when it was stored by the store's clock.
  record Version(long sequence, long storedNanos) {}

  /// The versions that are kept, ascending, by the store's clock.
  record Kept(List<Version> versions, long storeNowNanos) {

    Kept {
      versions = List.copyOf(versions);
    }
  }

  /// What a look at a tenant's manifests has found.
  record Found(StoredManifest manifest, Kept kept) {}
}
