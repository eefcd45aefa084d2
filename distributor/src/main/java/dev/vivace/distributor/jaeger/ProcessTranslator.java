package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;

/// Writes a process as an OTLP resource.
final class ProcessTranslator {

  private static final Text SERVICE_NAME = Text.of("service.name");

  /// What translators from OTLP write for a resource without a service name.
  private static final Text NO_SERVICE_NAME = Text.of("OTLPResourceNoServiceName");

  private static final Text HOSTNAME = Text.of("hostname");
  private static final Text HOST_NAME = Text.of("host.name");
  private static final Text JAEGER_VERSION = Text.of("jaeger.version");
  private static final Text EXPORTER_VERSION = Text.of("opencensus.exporterversion");

  private final DistinctTags tags = new DistinctTags();

  void translate(JaegerProcess process, OtlpRequestWriter out) {
    tags.set(process.tags, 0, process.tags.count());
    out.beginResource();
    writeServiceName(process.serviceName, out);
    boolean hasHost = tags.find(HOST_NAME) != DistinctTags.NONE;
    boolean hasVersion = tags.find(EXPORTER_VERSION) != DistinctTags.NONE;
    for (int entry = 0; entry < tags.count(); entry++) {
      if (!tags.isRemoved(entry)) {
        write(entry, hasHost, hasVersion, out);
      }
    }
  }

  private void writeServiceName(Text name, OtlpRequestWriter out) {
    if (name.isEmpty() || name.equals(NO_SERVICE_NAME)) {
      return;
    }
    out.stringAttribute(SERVICE_NAME, name);
    int other = tags.find(SERVICE_NAME);
    if (other != DistinctTags.NONE) {
      tags.remove(other);
    }
  }

  private void write(int entry, boolean hasHost, boolean hasVersion, OtlpRequestWriter out) {
    Text key = tags.key(entry);
    if (key.equals(HOSTNAME)) {
      if (!hasHost) {
        tags.write(entry, HOST_NAME, out);
      }
    } else if (key.equals(JAEGER_VERSION) && tags.type(entry) == TagType.STRING) {
      if (!hasVersion) {
        out.stringAttribute(EXPORTER_VERSION, Text.of("Jaeger-" + tags.text(entry)));
      }
    } else {
      tags.write(entry, key, out);
    }
  }
}
