package dev.vivace.storage.section;

import static dev.vivace.storage.document.JsonFields.field;
import static dev.vivace.storage.document.JsonFields.list;
import static dev.vivace.storage.document.JsonFields.number;
import static dev.vivace.storage.document.JsonFields.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.document.DigestedDocument;
import dev.vivace.storage.section.CarriedTenant.CarriedTrace;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/// Writes and reads commit objects: a [DigestedDocument] of the kind `section`, whose fields are
/// listed in docs/log-format.md.
public final class SectionCodec {

  /// Some 256 k carried traces need 16 MiB, as many remembered decisions 3 MiB.
  public static final int MAX_OBJECT_BYTES = 64 << 20;

  private static final DigestedDocument DOCUMENT = new DigestedDocument("section", 1);

  private SectionCodec() {}

  /// The whole object.
  public static byte[] encode(SectionCommit commit) {
    return DOCUMENT.encode(json -> write(json, commit));
  }

  /// Reads an object, or throws [CorruptDataException].
  ///
  /// @param key for messages
  public static SectionCommit decode(String key, byte[] object) {
    return DOCUMENT.decode(key, object, SectionCodec::read);
  }

  private static void write(JsonGenerator json, SectionCommit commit) throws IOException {
    json.writeStringField("logId", commit.logId().toString());
    json.writeNumberField("partition", commit.partition());
    json.writeNumberField("start", commit.start());
    json.writeNumberField("end", commit.end());
    json.writeNumberField("firstAppendNanos", commit.firstAppendNanos());
    json.writeNumberField("lastAppendNanos", commit.lastAppendNanos());
    json.writeNumberField("replayFrom", commit.replayFrom());
    json.writeArrayFieldStart("carried");
    for (CarriedTenant tenant : commit.carried()) {
      writeCarried(json, tenant);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("blocks");
    for (BlockEntry block : commit.blocks()) {
      json.writeStartObject();
      BlockEntryJson.write(json, block);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("droppedRecords", commit.droppedRecords());
    if (!commit.sampled().isEmpty()) {
      json.writeArrayFieldStart("sampled");
      for (SampledTenant tenant : commit.sampled()) {
        SampledTenantJson.write(json, tenant);
      }
      json.writeEndArray();
    }
    writeCut(json, commit.nextCut());
    json.writeStringField("nonce", commit.nonce().toString());
    json.writeStringField("writer", commit.writer());
  }

  private static void writeCarried(JsonGenerator json, CarriedTenant tenant) throws IOException {
    json.writeStartObject();
    json.writeStringField("tenant", tenant.tenant().value());
    json.writeBooleanField("all", tenant.all());
    json.writeNumberField("fromOffset", tenant.fromOffset());
    json.writeArrayFieldStart("traces");
    for (CarriedTrace trace : tenant.traces()) {
      json.writeStartObject();
      json.writeStringField("id", trace.id().toHex());
      json.writeNumberField("fromOffset", trace.fromOffset());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeCut(JsonGenerator json, CutRule cut) throws IOException {
    json.writeObjectFieldStart("nextCut");
    json.writeNumberField("version", cut.version());
    json.writeObjectFieldStart("values");
    for (var value : cut.values().entrySet()) {
      json.writeNumberField(value.getKey(), value.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static SectionCommit read(JsonNode node) {
    return new SectionCommit(
        UUID.fromString(text(node, "logId")),
        Math.toIntExact(number(node, "partition")),
        number(node, "start"),
        number(node, "end"),
        number(node, "firstAppendNanos"),
        number(node, "lastAppendNanos"),
        number(node, "replayFrom"),
        list(node, "carried", SectionCodec::readCarried),
        list(node, "blocks", BlockEntryJson::read),
        number(node, "droppedRecords"),
        node.has("sampled") ? list(node, "sampled", SampledTenantJson::read) : List.of(),
        readCut(field(node, "nextCut")),
        UUID.fromString(text(node, "nonce")),
        text(node, "writer"));
  }

  private static CarriedTenant readCarried(JsonNode node) {
    return new CarriedTenant(
        new TenantId(text(node, "tenant")),
        field(node, "all").booleanValue(),
        number(node, "fromOffset"),
        list(
            node,
            "traces",
            trace ->
                new CarriedTrace(TraceId.parse(text(trace, "id")), number(trace, "fromOffset"))));
  }

  private static CutRule readCut(JsonNode node) {
    TreeMap<String, Long> values = new TreeMap<>();
    for (var value : field(node, "values").properties()) {
      values.put(value.getKey(), value.getValue().longValue());
    }
    return new CutRule(Math.toIntExact(number(node, "version")), values);
  }
}
