package dev.vivace.querier.trace;

import dev.vivace.model.id.TenantId;
import dev.vivace.querier.api.AnswerFormat;
import dev.vivace.querier.api.QueryMetrics;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.querier.json.AnswerTooLargeException;
import dev.vivace.transport.http.HttpHandler;
import dev.vivace.transport.http.HttpRequest;
import dev.vivace.transport.http.HttpResponse;
import java.util.List;

/// Answers `/api/traces/{traceID}` or `/api/v2/traces/{traceID}`. The trace id is the last segment
/// of the path.
public final class TraceByIdHandler implements HttpHandler {

  private static final String OP = "traces";

  private final TraceVersion version;
  private final TenantResolver tenants;
  private final TraceLookup lookup;
  private final QueryMetrics metrics;

  public TraceByIdHandler(
      TraceVersion version, TenantResolver tenants, TraceLookup lookup, QueryMetrics metrics) {
    this.version = version;
    this.tenants = tenants;
    this.lookup = lookup;
    this.metrics = metrics;
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    List<TenantId> asked = tenants.tenants(request);
    if (asked.isEmpty()) {
      return HttpResponse.text(401, "no org id");
    }
    try {
      return answer(asked, TraceByIdRequest.parse(request), AnswerFormat.of(request));
    } finally {
      if (Thread.currentThread().isInterrupted()) {
        metrics.canceled(asked, OP);
      } else {
        metrics.completed(asked, OP);
      }
    }
  }

  private HttpResponse answer(List<TenantId> asked, TraceByIdRequest request, AnswerFormat format) {
    FoundTrace trace = lookup.find(asked, request);
    metrics.inspected(asked, OP, trace.inspectedBytes());
    try {
      return version.answer(trace, format);
    } catch (AnswerTooLargeException e) {
      // Protobuf is bounded by what was gathered; text may be many times as long.
      return HttpResponse.text(
          422,
          "trace %s: as %s it exceeds %d bytes; ask for application/protobuf"
              .formatted(request.id(), format.contentType(), e.maxBytes()));
    }
  }
}
