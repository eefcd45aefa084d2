package dev.vivace.storage.section;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.section.CarriedTenant.CarriedTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/// Writes and reads commit objects.
///
/// ```text
/// object  = '{"sha256":"' digest:hex[64] '","section":' section '}' LF
/// digest  = SHA-256 of the bytes of section, as they stand
/// section = JSON object; its fields are listed in docs/log-format.md, "version" is the first
/// ```
///
/// The whole is one JSON document; only the digest needs its bytes as they are. Numbers are 64-bit
/// integers and must not pass through floating point; times are unsigned.
final class SectionCodec {

  static final int VERSION = 1;

  /// Some 256 k carried traces need 16 MiB.
  static final int MAX_OBJECT_BYTES = 64 << 20;

  private static final String PREFIX = "{\"sha256\":\"";
  private static final String MIDDLE = "\",\"section\":";
  private static final String SUFFIX = "}\n";
  private static final int DIGEST_DIGITS = 64;
  private static final int SECTION_START = PREFIX.length() + DIGEST_DIGITS + MIDDLE.length();

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(16).maxNumberLength(20).build())
              .build());

  private SectionCodec() {}

  static byte[] encode(SectionCommit commit) {
    byte[] section = encodeSection(commit);
    ByteArrayOutputStream object = new ByteArrayOutputStream(SECTION_START + section.length + 2);
    object.writeBytes((PREFIX + sha256(section) + MIDDLE).getBytes(StandardCharsets.US_ASCII));
    object.writeBytes(section);
    object.writeBytes(SUFFIX.getBytes(StandardCharsets.US_ASCII));
    return object.toByteArray();
  }

  /// @param key for messages
  static SectionCommit decode(String key, byte[] object) {
    byte[] section = checkedSection(key, object);
    try {
      JsonNode node = MAPPER.readTree(section);
      int version = field(node, "version").intValue();
      if (version != VERSION) {
        throw new CorruptDataException(
            "section %s has version %d (known: %d); start the newer version of vivace that wrote it"
                .formatted(key, version, VERSION));
      }
      return decodeSection(node);
    } catch (IOException
        | IllegalArgumentException
        | ArithmeticException
        | InvalidRequestException e) {
      throw new CorruptDataException(
          "section %s: %s; its digest is right, so its writer is at fault"
              .formatted(key, e.getMessage()),
          e);
    }
  }

  private static byte[] checkedSection(String key, byte[] object) {
    int end = object.length - SUFFIX.length();
    if (end < SECTION_START || !head(object).equals(PREFIX)) {
      throw new CorruptDataException(
          "section %s: %d bytes that do not begin with %s; restore the object"
              .formatted(key, object.length, PREFIX));
    }
    String expected = new String(object, PREFIX.length(), DIGEST_DIGITS, StandardCharsets.US_ASCII);
    byte[] section = Arrays.copyOfRange(object, SECTION_START, end);
    String found = sha256(section);
    if (!found.equals(expected)
        || !isText(object, PREFIX.length() + DIGEST_DIGITS, MIDDLE)
        || !isText(object, end, SUFFIX)) {
      throw new CorruptDataException(
          "section %s has sha256 %s (expected %s); restore the object"
              .formatted(key, found, HexFormat.isHexDigit(expected.charAt(0)) ? expected : "hex"));
    }
    return section;
  }

  private static String head(byte[] object) {
    return new String(object, 0, PREFIX.length(), StandardCharsets.US_ASCII);
  }

  private static boolean isText(byte[] object, int offset, String text) {
    return new String(object, offset, text.length(), StandardCharsets.US_ASCII).equals(text);
  }

  private static byte[] encodeSection(SectionCommit commit) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = MAPPER.getFactory().createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("version", VERSION);
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
        writeBlock(json, block);
      }
      json.writeEndArray();
      json.writeNumberField("droppedRecords", commit.droppedRecords());
      writeCut(json, commit.nextCut());
      json.writeStringField("nonce", commit.nonce().toString());
      json.writeStringField("writer", commit.writer());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
    return bytes.toByteArray();
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

  private static void writeBlock(JsonGenerator json, BlockEntry block) throws IOException {
    json.writeStartObject();
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
    json.writeEndObject();
  }

  private static void writeTime(JsonGenerator json, String name, long nanos) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(new BigInteger(Long.toUnsignedString(nanos)));
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

  private static SectionCommit decodeSection(JsonNode node) {
    List<CarriedTenant> carried = new ArrayList<>();
    field(node, "carried").forEach(tenant -> carried.add(readCarried(tenant)));
    List<BlockEntry> blocks = new ArrayList<>();
    field(node, "blocks").forEach(block -> blocks.add(readBlock(block)));
    return new SectionCommit(
        UUID.fromString(text(node, "logId")),
        Math.toIntExact(number(node, "partition")),
        number(node, "start"),
        number(node, "end"),
        number(node, "firstAppendNanos"),
        number(node, "lastAppendNanos"),
        number(node, "replayFrom"),
        carried,
        blocks,
        number(node, "droppedRecords"),
        readCut(field(node, "nextCut")),
        UUID.fromString(text(node, "nonce")),
        text(node, "writer"));
  }

  private static CarriedTenant readCarried(JsonNode node) {
    List<CarriedTrace> traces = new ArrayList<>();
    for (JsonNode trace : field(node, "traces")) {
      traces.add(new CarriedTrace(TraceId.parse(text(trace, "id")), number(trace, "fromOffset")));
    }
    return new CarriedTenant(
        new TenantId(text(node, "tenant")),
        field(node, "all").booleanValue(),
        number(node, "fromOffset"),
        traces);
  }

  private static BlockEntry readBlock(JsonNode node) {
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

  private static CutRule readCut(JsonNode node) {
    TreeMap<String, Long> values = new TreeMap<>();
    for (var value : field(node, "values").properties()) {
      values.put(value.getKey(), value.getValue().longValue());
    }
    return new CutRule(Math.toIntExact(number(node, "version")), values);
  }

  private static long number(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.canConvertToLong() || !value.isIntegralNumber()) {
      throw new IllegalArgumentException(
          "field '%s' is %s (expected: a 64-bit integer)".formatted(name, value));
    }
    return value.longValue();
  }

  private static long time(JsonNode node, String name) {
    return Long.parseUnsignedLong(field(node, name).asText());
  }

  private static String text(JsonNode node, String name) {
    JsonNode value = field(node, name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "field '%s' is %s (expected: a string)".formatted(name, value));
    }
    return value.textValue();
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new IllegalArgumentException("field '%s' is missing".formatted(name));
    }
    return value;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no SHA-256; every one must", e);
    }
  }
}
