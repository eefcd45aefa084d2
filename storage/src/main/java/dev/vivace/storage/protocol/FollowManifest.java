package dev.vivace.storage.protocol;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.ManifestCodec;
import dev.vivace.storage.manifest.StoredManifest;
import dev.vivace.storage.object.ListedObject;
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
    return Calls.read(Manifest.key(tenant, sequence), ManifestCodec.MAX_OBJECT_BYTES)
        .map(content -> content.map(bytes -> ManifestCodec.decode(tenant, sequence, bytes)));
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
