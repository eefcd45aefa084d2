package dev.vivace.storage.protocol;

import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.StoredManifest;

/// Removes what a tenant's retention is over for, by append time and the store's clock.
public final class Retention {

  private Retention() {}

  /// Removes the live blocks whose newest record was appended longer ago.
  ///
  /// @param known a version of the tenant's manifest, or none; may be outdated
  /// @param graceNanos how long the objects stay after that
  public static StoreProtocol<AppendManifest.Outcome> of(
      StoredManifest known, long retentionNanos, long graceNanos, AppendManifest.Writer writer) {
    return FollowManifest.look(known)
        .then(
            found ->
                AppendManifest.of(
                    found.manifest(),
                    RemoveEdit.appendedBefore(
                        found.kept().storeNowNanos() - retentionNanos, graceNanos),
                    writer));
  }
}
