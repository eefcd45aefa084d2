package dev.vivace.distributor.otlp;

import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import dev.vivace.distributor.ingest.RpcStatus;
import dev.vivace.model.span.WireFormat;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The type of an OTLP/HTTP body, and its answers: they have the type of the request.
enum MediaType {
  PROTOBUF("application/x-protobuf", WireFormat.OTLP_PROTOBUF),
  PROTOBUF_ALIAS("application/protobuf", WireFormat.OTLP_PROTOBUF),
  JSON("application/json", WireFormat.OTLP_JSON);

  private final String name;
  private final WireFormat format;

  MediaType(String name, WireFormat format) {
    this.name = name;
    this.format = format;
  }

  /// The type of a request, without regard to case and parameters; empty if it is none of ours.
  static Optional<MediaType> of(HttpRequest request) {
    String header = request.header("content-type").orElse("");
    String named = header.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
    for (MediaType type : values()) {
      if (type.name.equals(named)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  WireFormat format() {
    return format;
  }

  /// The answer to an export.
  HttpResponse answer(IngestOutcome outcome) {
    return switch (outcome) {
      case Failed failed -> status(failed);
      case IngestOutcome.Stored _, IngestOutcome.PartlyStored _ ->
          HttpResponse.of(
              200,
              name,
              format == WireFormat.OTLP_JSON
                  ? utf8(ExportResponse.json(outcome))
                  : ExportResponse.protobuf(outcome));
    };
  }

  private HttpResponse status(Failed failed) {
    byte[] body =
        format == WireFormat.OTLP_JSON
            ? utf8(RpcStatus.statusJson(failed))
            : RpcStatus.statusProtobuf(failed);
    HttpResponse response = HttpResponse.of(failed.failure().httpStatus(), name, body);
    Duration retryAfter = failed.retryAfter();
    return retryAfter == null
        ? response
        : response.withHeader("retry-after", RpcStatus.retryAfterSeconds(retryAfter));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
