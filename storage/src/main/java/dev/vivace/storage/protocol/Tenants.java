package dev.vivace.storage.protocol;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.object.ListedObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The tenants that have manifests: one small object each, `=tenant/<tenant>`, created before the
/// first version, so that one listing finds them all.
public final class Tenants {

  private static final String PREFIX = "=tenant/";

  private Tenants() {}

  /// All tenants with manifests, and maybe some that were about to get one.
  public static StoreProtocol<List<TenantId>> all() {
    return Calls.list(PREFIX)
        .map(
            listing ->
                listing.objects().stream()
                    .map(ListedObject::key)
                    .flatMap(key -> tenant(key).stream())
                    .toList());
  }

  static StoreProtocol<Boolean> add(TenantId tenant) {
    return Floors.untilThere(
        PREFIX + tenant,
        "{\"tenant\":\"%s\"}\n".formatted(tenant).getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<TenantId> tenant(String key) {
    try {
      return Optional.of(new TenantId(key.substring(PREFIX.length())));
    } catch (InvalidRequestException e) {
      return Optional.empty(); // Not made by us: no tenant can have that name.
    }
  }
}
