package dev.vivace.distributor.zipkin;

import java.util.List;

/// Which tags are attributes of the resource: those whose names the semantic conventions give to
/// resources. Exporters of OpenTelemetry add them to every span.
final class ResourceKeys {

  private static final List<String> PREFIXES =
      List.of(
          "service.",
          "telemetry.sdk.",
          "host.",
          "os.",
          "process.",
          "container.",
          "k8s.",
          "cloud.",
          "aws.ecs.",
          "aws.eks.",
          "aws.log.",
          "deployment.environment",
          "device.",
          "faas.",
          "webengine.");

  private ResourceKeys() {}

  static boolean contains(String key) {
    for (String prefix : PREFIXES) {
      if (key.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
