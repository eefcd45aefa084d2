package dev.vivace.storage.override;

import static dev.vivace.storage.document.JsonFields.field;
import static dev.vivace.storage.document.JsonFields.number;
import static dev.vivace.storage.document.JsonFields.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.document.DigestedDocument;
import dev.vivace.storage.object.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads and writes the documents of all tenants. Calls block; several processes may write at the
/// same time, one of them wins.
public final class OverrideStore {

  /// The largest document that is stored and read, as it lies in the store.
  static final int MAX_OBJECT_BYTES = 1 << 20;

  /// A reader may still be on its way to the version before the newest.
  private static final int KEPT_VERSIONS = 2;

  private static final int READ_ATTEMPTS = 5;
  private static final String PREFIX = "=overrides/";
  private static final Pattern KEY = Pattern.compile(PREFIX + "([^/]+)/([0-9]{20})");
  private static final DigestedDocument DOCUMENT = new DigestedDocument("overrides", 1);

  private final ObjectStore store;

  public OverrideStore(ObjectStore store) {
    this.store = store;
  }

  /// The number of the newest version of each tenant that ever had one. One listing.
  public Map<TenantId, Long> newest() {
    return newest(PREFIX);
  }

  private Map<TenantId, Long> newest(String prefix) {
    Map<TenantId, Long> newest = new TreeMap<>();
    for (String key : store.list(prefix)) {
      Matcher parts = KEY.matcher(key);
      if (parts.matches()) {
        newest.merge(new TenantId(parts.group(1)), Long.valueOf(parts.group(2)), Math::max);
      }
    }
    return newest;
  }

  /// The newest version of a tenant's document.
  public StoredOverride read(TenantId tenant) {
    for (int i = 0; i < READ_ATTEMPTS; i++) {
      long number = newestNumber(tenant);
      if (number == 0) {
        return StoredOverride.NONE;
      }
      String key = key(tenant, number);
      Optional<byte[]> object = store.readWhole(key, MAX_OBJECT_BYTES);
      if (object.isPresent()) {
        return DOCUMENT.decode(key, object.get(), body -> stored(body, key, tenant, number));
      }
      // It was deleted because newer ones have come: look again.
    }
    throw new CorruptDataException(
        "%s%s/: the newest version is listed and cannot be read; look at the store"
            .formatted(PREFIX, tenant));
  }

  private long newestNumber(TenantId tenant) {
    return newest(folder(tenant)).getOrDefault(tenant, 0L);
  }

  /// Creates the version after `previous`.
  ///
  /// @param limits the document's text; null deletes it
  /// @return the new version, or empty if `previous` is not the newest any more
  public Optional<StoredOverride> write(TenantId tenant, long previous, @Nullable String limits) {
    long number = previous + 1;
    if (newestNumber(tenant) != previous
        || !store.createIfAbsent(key(tenant, number), content(tenant, number, limits))) {
      return Optional.empty();
    }
    // A writer that slept for long may have created a number that was there and deleted before.
    if (newestNumber(tenant) != number) {
      return Optional.empty();
    }
    deleteOlder(tenant, number);
    return Optional.of(new StoredOverride(number, limits));
  }

  private void deleteOlder(TenantId tenant, long newest) {
    for (String key : store.list(folder(tenant))) {
      Matcher parts = KEY.matcher(key);
      if (parts.matches() && Long.parseLong(parts.group(2)) <= newest - KEPT_VERSIONS) {
        store.delete(key);
      }
    }
  }

  private static String folder(TenantId tenant) {
    return PREFIX + tenant + "/";
  }

  private static String key(TenantId tenant, long number) {
    return folder(tenant) + "%020d".formatted(number);
  }

  private static Content content(TenantId tenant, long number, @Nullable String limits) {
    byte[] object =
        DOCUMENT.encode(
            json -> {
              json.writeStringField("tenant", tenant.value());
              json.writeNumberField("number", number);
              json.writeStringField("limits", limits);
            });
    if (object.length > MAX_OBJECT_BYTES) {
      throw new IllegalArgumentException(
          "limits of %d bytes (expected: less than %d)".formatted(object.length, MAX_OBJECT_BYTES));
    }
    return new Content(object);
  }

  private static StoredOverride stored(JsonNode body, String key, TenantId tenant, long number) {
    if (!text(body, "tenant").equals(tenant.value()) || number(body, "number") != number) {
      throw new IllegalArgumentException("it is another object than '%s'".formatted(key));
    }
    JsonNode limits = field(body, "limits");
    return new StoredOverride(number, limits.isNull() ? null : text(body, "limits"));
  }

  private record Content(byte[] bytes) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
