package dev.vivace.storage.manifest;

import dev.vivace.model.id.TenantId;
import java.util.Optional;

/// The manifest of a tenant as it was found: a version and the digest of its object, or nothing
/// yet.
///
/// @param sha256 of the whole object, 64 hex digits
public record StoredManifest(TenantId tenant, Optional<Manifest> manifest, String sha256) {

  /// Of a tenant that has no manifest yet.
  public static StoredManifest none(TenantId tenant) {
    return new StoredManifest(tenant, Optional.empty(), Manifest.NO_PREVIOUS);
  }

  /// The version's number; 0 if there is none.
  public long sequence() {
    return manifest.map(Manifest::sequence).orElse(0L);
  }

  public ManifestState state() {
    return manifest.map(Manifest::state).orElse(ManifestState.EMPTY);
  }
}
