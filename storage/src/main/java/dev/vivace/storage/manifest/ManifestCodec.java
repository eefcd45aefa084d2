package dev.vivace.storage.manifest;

import static dev.vivace.storage.document.JsonFields.field;
import static dev.vivace.storage.document.JsonFields.list;
import static dev.vivace.storage.document.JsonFields.number;
import static dev.vivace.storage.document.JsonFields.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.document.DigestedDocument;
import dev.vivace.storage.document.Sha256;
import dev.vivace.storage.section.BlockEntryJson;
import dev.vivace.storage.section.LogPartition;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Writes and reads manifest versions: a [DigestedDocument] of the kind `manifest`, whose fields
/// are listed in docs/manifest-format.md.
public final class ManifestCodec {

  /// A live block takes some 450 bytes: half a million of them.
  public static final int MAX_OBJECT_BYTES = 256 << 20;

  private static final DigestedDocument DOCUMENT = new DigestedDocument("manifest", 1);

  private ManifestCodec() {}

  /// The whole object. Throws `IllegalStateException` if it would be too long to be read.
  public static byte[] encode(Manifest manifest) {
    byte[] object = DOCUMENT.encode(json -> write(json, manifest));
    if (object.length > MAX_OBJECT_BYTES) {
      throw new IllegalStateException(
          "manifest %s has %d bytes (limit: %d) for %d blocks; shorten the retention of tenant '%s'"
              .formatted(
                  manifest.key(),
                  object.length,
                  MAX_OBJECT_BYTES,
                  manifest.state().live().size(),
                  manifest.tenant()));
    }
    return object;
  }

  /// Reads the object of a version, or throws [CorruptDataException].
  public static StoredManifest decode(TenantId tenant, long sequence, byte[] object) {
    String key = Manifest.key(tenant, sequence);
    Manifest manifest = DOCUMENT.decode(key, object, ManifestCodec::read);
    if (!manifest.key().equals(key)) {
      throw new CorruptDataException(
          "manifest %s says that it is %s; restore the object".formatted(key, manifest.key()));
    }
    return new StoredManifest(tenant, Optional.of(manifest), Sha256.hex(object));
  }

  private static void write(JsonGenerator json, Manifest manifest) throws IOException {
    ManifestState state = manifest.state();
    json.writeStringField("tenant", manifest.tenant().value());
    json.writeNumberField("sequence", manifest.sequence());
    json.writeStringField("previous", manifest.previous());
    json.writeObjectFieldStart("folded");
    for (var folded : state.folded().entrySet()) {
      json.writeNumberField(folded.getKey().toString(), folded.getValue());
    }
    json.writeEndObject();
    json.writeArrayFieldStart("live");
    for (LiveBlock block : state.live()) {
      json.writeStartObject();
      json.writeNumberField("lastAppendNanos", block.lastAppendNanos());
      BlockEntryJson.write(json, block.entry());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("tombstones");
    for (Tombstone tombstone : state.tombstones()) {
      writeTombstone(json, tombstone);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("announced");
    for (String key : state.announced()) {
      json.writeString(key);
    }
    json.writeEndArray();
    json.writeStringField("nonce", manifest.nonce().toString());
    json.writeStringField("writer", manifest.writer());
  }

  private static void writeTombstone(JsonGenerator json, Tombstone tombstone) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", tombstone.key());
    json.writeNumberField("offset", tombstone.offset());
    json.writeNumberField("length", tombstone.length());
    json.writeNumberField("removedAt", tombstone.removedAt());
    json.writeNumberField("graceNanos", tombstone.graceNanos());
    json.writeEndObject();
  }

  private static Manifest read(JsonNode node) {
    TreeSet<String> announced = new TreeSet<>();
    field(node, "announced").forEach(key -> announced.add(key.asText()));
    ManifestState state =
        new ManifestState(
            readFolded(field(node, "folded")),
            list(node, "live", ManifestCodec::readLive),
            list(node, "tombstones", ManifestCodec::readTombstone),
            announced);
    return new Manifest(
        new TenantId(text(node, "tenant")),
        number(node, "sequence"),
        text(node, "previous"),
        state,
        UUID.fromString(text(node, "nonce")),
        text(node, "writer"));
  }

  private static SortedMap<LogPartition, Long> readFolded(JsonNode node) {
    TreeMap<LogPartition, Long> folded = new TreeMap<>();
    for (var entry : node.properties()) {
      LogPartition log =
          LogPartition.parse(entry.getKey())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "'%s' in field 'folded' names no partition of a log"
                              .formatted(entry.getKey())));
      folded.put(log, number(node, entry.getKey()));
    }
    return folded;
  }

  private static LiveBlock readLive(JsonNode node) {
    return new LiveBlock(BlockEntryJson.read(node), number(node, "lastAppendNanos"));
  }

  private static Tombstone readTombstone(JsonNode node) {
    return new Tombstone(
        text(node, "key"),
        number(node, "offset"),
        number(node, "length"),
        number(node, "removedAt"),
        number(node, "graceNanos"));
  }
}
