package dev.vivace.storage.section;

import static dev.vivace.storage.document.JsonFields.number;
import static dev.vivace.storage.document.JsonFields.text;
import static dev.vivace.storage.document.JsonFields.time;
import static dev.vivace.storage.document.JsonFields.writeTime;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.model.id.TenantId;
import java.io.IOException;

/// The fields of a block as sections and manifests name it; listed in docs/log-format.md.
public final class BlockEntryJson {

  private BlockEntryJson() {}

  /// Writes the fields, between the braces of an object.
  public static void write(JsonGenerator json, BlockEntry block) throws IOException {
    json.writeStringField("tenant", block.tenant().value());
    json.writeStringField("key", block.key());
    json.writeNumberField("offset", block.offset());
    json.writeNumberField("length", block.length());
    json.writeStringField("digest", block.digest());
    json.writeNumberField("spans", block.spans());
    json.writeNumberField("traces", block.traces());
    writeTime(json, "minTraceStartNanos", block.minTraceStartNanos());
    writeTime(json, "maxTraceStartNanos", block.maxTraceStartNanos());
    writeTime(json, "maxTraceEndNanos", block.maxTraceEndNanos());
    writeTime(json, "minSpanStartNanos", block.minSpanStartNanos());
    writeTime(json, "maxSpanStartNanos", block.maxSpanStartNanos());
  }

  /// Reads the fields of an object, which may have others.
  public static BlockEntry read(JsonNode node) {
    return new BlockEntry(
        new TenantId(text(node, "tenant")),
        text(node, "key"),
        number(node, "offset"),
        number(node, "length"),
        text(node, "digest"),
        number(node, "spans"),
        number(node, "traces"),
        time(node, "minTraceStartNanos"),
        time(node, "maxTraceStartNanos"),
        time(node, "maxTraceEndNanos"),
        time(node, "minSpanStartNanos"),
        time(node, "maxSpanStartNanos"));
  }
}
