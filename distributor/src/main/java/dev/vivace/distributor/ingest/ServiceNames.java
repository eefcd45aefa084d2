package dev.vivace.distributor.ingest;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.otlp.EnvelopeAttributes;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The services that the resources of a batch name, each looked for once. For one thread.
final class ServiceNames {

  private static final String KEY = "service.name";

  private final SpanBatch batch;
  private final Map<Integer, String> byResource = new HashMap<>();

  ServiceNames(SpanBatch batch) {
    this.batch = batch;
  }

  /// The service of a resource; empty if it names none.
  String of(int resource) {
    return byResource.computeIfAbsent(resource, this::read);
  }

  private String read(int resource) {
    long envelope = batch.resources().envelope(resource);
    EnvelopeAttributes reader = new EnvelopeAttributes();
    reader.readResource(batch.bytes(), Slice.offset(envelope), Slice.length(envelope));
    AttributeList attributes = reader.attributes();
    for (int i = 0; i < attributes.count(); i++) {
      if (attributes.type(i) == ValueType.STRING.code()
          && text(reader.bytes(), attributes.key(i)).equals(KEY)) {
        return text(reader.bytes(), attributes.value(i));
      }
    }
    return "";
  }

  private static String text(byte[] bytes, long slice) {
    return new String(bytes, Slice.offset(slice), Slice.length(slice), StandardCharsets.UTF_8);
  }
}
