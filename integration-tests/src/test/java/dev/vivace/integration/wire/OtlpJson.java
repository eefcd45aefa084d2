package dev.vivace.integration.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.UnaryOperator;

/// OTLP's own dialect of JSON: protobuf's mapping, but with ids in hex and enums as numbers.
public final class OtlpJson {
  private static final Set<String> ID_KEYS = Set.of("traceId", "spanId", "parentSpanId");
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private OtlpJson() {}

  public static ExportTraceServiceRequest read(byte[] json) {
    try {
      JsonNode tree = mapIds(MAPPER.readTree(json), OtlpJson::hexToBase64);
      ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
      JsonFormat.parser().ignoringUnknownFields().merge(MAPPER.writeValueAsString(tree), request);
      return request.build();
    } catch (IOException e) {
      throw new UncheckedIOException("not OTLP/JSON", e);
    }
  }

  public static byte[] write(ExportTraceServiceRequest request) {
    try {
      String json =
          JsonFormat.printer()
              .printingEnumsAsInts()
              .omittingInsignificantWhitespace()
              .print(request);
      return MAPPER.writeValueAsBytes(mapIds(MAPPER.readTree(json), OtlpJson::base64ToHex));
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new IllegalArgumentException("a request that JSON cannot hold", e);
    }
  }

  // Attributes are lists of "key" and "value", so an attribute's key is never the name of a field.
  private static JsonNode mapIds(JsonNode node, UnaryOperator<String> change) {
    if (node instanceof ObjectNode object) {
      object
          .properties()
          .forEach(
              property -> {
                if (ID_KEYS.contains(property.getKey()) && property.getValue().isTextual()) {
                  property.setValue(TextNode.valueOf(change.apply(property.getValue().asText())));
                }
              });
    }
    node.forEach(child -> mapIds(child, change));
    return node;
  }

  private static String hexToBase64(String hex) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private static String base64ToHex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }
}
