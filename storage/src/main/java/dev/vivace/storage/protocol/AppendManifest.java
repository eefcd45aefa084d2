package dev.vivace.storage.protocol;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.document.Sha256;
import dev.vivace.storage.manifest.Manifest;
import dev.vivace.storage.manifest.ManifestCodec;
import dev.vivace.storage.manifest.ManifestEdit;
import dev.vivace.storage.manifest.ManifestState;
import dev.vivace.storage.manifest.StoredManifest;
import java.util.Optional;
import java.util.UUID;

/// Makes the next version of a tenant's manifest.
///
/// ```text
///   edit the newest version ──▶ create the next ──created──────────────────▶ floor above it? ──no──▶ Stored
///     ▲        ▲                   ▲   └──exists, unknown──▶ read ──our nonce──▶     │
///     │        │                   └──── unknown, absent ◀────┘ │                    │
///     │        └─ another's: edit that one ◀────────────────────┘                    │
///     └─ find the newest by listing ◀────────────────────────────────────── yes ─────┘
/// ```
///
/// Whoever loses a race makes the edit again on the winner's version, or finds that nothing is left
/// to be done, or that it must not be done any more.
public final class AppendManifest {

  private final TenantId tenant;
  private final ManifestEdit edit;
  private final Writer writer;

  private AppendManifest(TenantId tenant, ManifestEdit edit, Writer writer) {
    this.tenant = tenant;
    this.edit = edit;
    this.writer = writer;
  }

  /// Who makes a version.
  ///
  /// @param nonce another one for each run of a protocol
  /// @param name program and version, for people
  public record Writer(UUID nonce, String name) {}

  /// What became of an edit.
  public sealed interface Outcome {

    /// The newest manifest as the protocol has left it.
    StoredManifest manifest();

    /// It is a version now.
    record Stored(StoredManifest manifest) implements Outcome {}

    /// There was nothing to do.
    record Unchanged(StoredManifest manifest) implements Outcome {}

    /// It must not be done on the newest version.
    record Refused(StoredManifest manifest, String reason) implements Outcome {}
  }

  /// The protocol.
  ///
  /// @param known a version of the tenant's manifest, or none; may be outdated
  public static StoreProtocol<Outcome> of(StoredManifest known, ManifestEdit edit, Writer writer) {
    AppendManifest append = new AppendManifest(known.tenant(), edit, writer);
    return FollowManifest.from(known).then(append::edit);
  }

  private StoreProtocol<Outcome> edit(StoredManifest base) {
    return switch (edit.applyTo(base.state(), base.sequence() + 1)) {
      case ManifestEdit.Outcome.Unchanged() -> StoreProtocol.done(new Outcome.Unchanged(base));
      case ManifestEdit.Outcome.Refused(var reason) ->
          StoreProtocol.done(new Outcome.Refused(base, reason));
      case ManifestEdit.Outcome.Changed(var state) -> {
        Attempt attempt = attempt(base, state);
        yield base.manifest().isPresent()
            ? create(attempt)
            : Tenants.add(tenant).then(_ -> create(attempt));
      }
    };
  }

  private Attempt attempt(StoredManifest base, ManifestState state) {
    Manifest next =
        new Manifest(
            tenant, base.sequence() + 1, base.sha256(), state, writer.nonce(), writer.name());
    return new Attempt(base, next, ManifestCodec.encode(next));
  }

  private StoreProtocol<Outcome> create(Attempt attempt) {
    return Calls.create(attempt.next().key(), attempt.object())
        .then(
            creation ->
                creation == Creation.CREATED
                    ? stored(attempt.created())
                    : readBack(attempt, creation));
  }

  private StoreProtocol<Outcome> readBack(Attempt attempt, Creation creation) {
    return FollowManifest.version(tenant, attempt.next().sequence())
        .then(
            found -> {
              if (found.isPresent()) {
                return isOurs(found.get())
                    ? stored(found.get())
                    : edit(checked(attempt.base(), found.get()));
              }
              return creation == Creation.UNKNOWN ? create(attempt) : collected(attempt);
            });
  }

  /// It was there for the create and is not for the read: collected in between.
  private StoreProtocol<Outcome> collected(Attempt attempt) {
    return newest()
        .then(
            newest -> {
              if (newest.sequence() <= attempt.base().sequence()) {
                throw new StoreUnavailableException(
                    "manifest %s exists for a create but not for a read; try again"
                        .formatted(attempt.next().key()));
              }
              return edit(newest);
            });
  }

  private boolean isOurs(StoredManifest found) {
    return found.manifest().map(Manifest::nonce).equals(Optional.of(writer.nonce()));
  }

  /// Whoever was faster made the next version of the same one.
  private static StoredManifest checked(StoredManifest base, StoredManifest winner) {
    Manifest manifest = winner.manifest().orElseThrow();
    if (!manifest.previous().equals(base.sha256())) {
      throw new CorruptDataException(
          "manifest %s follows a version with sha256 %s (expected: %s, that of version %d); restore the versions"
              .formatted(manifest.key(), manifest.previous(), base.sha256(), base.sequence()));
    }
    return winner;
  }

  private StoreProtocol<Outcome> stored(StoredManifest made) {
    return Floors.highest(Manifest.prefix(tenant))
        .then(
            floor ->
                floor > made.sequence()
                    ? editAbove(floor)
                    : StoreProtocol.done(new Outcome.Stored(made)));
  }

  /// The number was collected before: what was created there is not a version.
  private StoreProtocol<Outcome> editAbove(long floor) {
    return newest()
        .then(
            newest -> {
              if (newest.sequence() < floor) {
                throw new CorruptDataException(
                    "manifests of tenant '%s' end at version %d, below their floor %d; restore the newer versions"
                        .formatted(tenant, newest.sequence(), floor));
              }
              return edit(newest);
            });
  }

  private StoreProtocol<StoredManifest> newest() {
    return FollowManifest.from(StoredManifest.none(tenant));
  }

  private record Attempt(StoredManifest base, Manifest next, byte[] object) {

    StoredManifest created() {
      return new StoredManifest(next.tenant(), Optional.of(next), Sha256.hex(object));
    }
  }
}
