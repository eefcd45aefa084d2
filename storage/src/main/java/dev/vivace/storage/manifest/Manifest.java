package dev.vivace.storage.manifest;

import dev.vivace.model.id.TenantId;
import java.util.UUID;

/// One version of a tenant's manifest.
///
/// @param sequence 1 for the first version, one more for each following
/// @param previous SHA-256 of the object of the version before: 64 hex digits; [#NO_PREVIOUS] in
///   the first one
/// @param nonce one for each edit: tells an own create without an answer from somebody else's
/// @param writer program and version, for people
public record Manifest(
    TenantId tenant,
    long sequence,
    String previous,
    ManifestState state,
    UUID nonce,
    String writer) {

  /// What stands for the digest of the version before the first.
  public static final String NO_PREVIOUS = "0".repeat(64);

  public Manifest {
    if (sequence <= 0 || previous.length() != NO_PREVIOUS.length()) {
      throw new IllegalArgumentException(
          "manifest %d of tenant '%s' after '%s' (expected: > 0, 64 hex digits)"
              .formatted(sequence, tenant, previous));
    }
  }

  /// The beginning of the keys of a tenant's versions, and of its floors.
  public static String prefix(TenantId tenant) {
    return tenant + "/=manifest/";
  }

  public static String key(TenantId tenant, long sequence) {
    return prefix(tenant) + "%020d".formatted(sequence);
  }

  public String key() {
    return key(tenant, sequence);
  }
}
