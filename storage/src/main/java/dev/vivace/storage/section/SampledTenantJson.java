package dev.vivace.storage.section;

import static dev.vivace.storage.document.JsonFields.field;
import static dev.vivace.storage.document.JsonFields.list;
import static dev.vivace.storage.document.JsonFields.number;
import static dev.vivace.storage.document.JsonFields.text;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.SampledTenant.Bucket;
import dev.vivace.storage.section.SampledTenant.Outcome;
import java.io.IOException;

/// What a section says of a tenant's sampled traces; the fields are listed in docs/log-format.md.
final class SampledTenantJson {

  private SampledTenantJson() {}

  static void write(JsonGenerator json, SampledTenant tenant) throws IOException {
    json.writeStartObject();
    json.writeStringField("tenant", tenant.tenant().value());
    json.writeArrayFieldStart("outcomes");
    for (Outcome outcome : tenant.outcomes()) {
      json.writeStartObject();
      json.writeStringField("policy", outcome.policy());
      json.writeBooleanField("kept", outcome.isKept());
      json.writeNumberField("traces", outcome.traces());
      json.writeNumberField("spans", outcome.spans());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("early", tenant.early());
    json.writeNumberField("lastDecisionNanos", tenant.lastDecisionNanos());
    json.writeStringField("kept", tenant.kept().toText());
    json.writeStringField("dropped", tenant.dropped().toText());
    json.writeArrayFieldStart("buckets");
    for (Bucket bucket : tenant.buckets()) {
      json.writeStartObject();
      json.writeStringField("policy", bucket.policy());
      json.writeNumberField("nanoSpans", bucket.nanoSpans());
      json.writeNumberField("atNanos", bucket.atNanos());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static SampledTenant read(JsonNode node) {
    return new SampledTenant(
        new TenantId(text(node, "tenant")),
        list(node, "outcomes", SampledTenantJson::readOutcome),
        number(node, "early"),
        number(node, "lastDecisionNanos"),
        TraceHashes.parse(text(node, "kept")),
        TraceHashes.parse(text(node, "dropped")),
        list(node, "buckets", SampledTenantJson::readBucket));
  }

  private static Outcome readOutcome(JsonNode node) {
    return new Outcome(
        text(node, "policy"),
        field(node, "kept").booleanValue(),
        number(node, "traces"),
        number(node, "spans"));
  }

  private static Bucket readBucket(JsonNode node) {
    return new Bucket(text(node, "policy"), number(node, "nanoSpans"), number(node, "atNanos"));
  }
}
