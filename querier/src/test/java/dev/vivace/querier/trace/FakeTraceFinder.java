package dev.vivace.querier.trace;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.storage.trace.TraceSink;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Hands out traces made by hand, as heads and blocks do: envelopes, then spans, with `resource`,
/// `scope` and `status` on the wire.
final class FakeTraceFinder implements TraceFinder {

  /// What was asked.
  record Call(TenantId tenant, TraceId id, Sources sources, long startSeconds, long endSeconds) {}

  final List<Call> calls = new ArrayList<>();
  long inspectedBytes = 48_211;
  int failedBlocks;

  private final Map<String, List<TracesData>> sources = new HashMap<>();

  FakeTraceFinder with(String tenant, TracesData... data) {
    sources.put(tenant, List.of(data));
    return this;
  }

  @Override
  public Found find(
      TenantId tenant,
      TraceId id,
      Sources asked,
      long startSeconds,
      long endSeconds,
      TraceSink sink) {
    calls.add(new Call(tenant, id, asked, startSeconds, endSeconds));
    for (TracesData data : sources.getOrDefault(tenant.value(), List.of())) {
      if (!handOver(data, sink)) {
        break;
      }
    }
    return new Found(inspectedBytes, failedBlocks);
  }

  static boolean handOver(TracesData data, TraceSink sink) {
    for (ResourceSpans resourceSpans : data.getResourceSpansList()) {
      ResourceSpans.Builder envelope = resourceSpans.toBuilder().clearScopeSpans();
      if (!envelope.hasResource()) {
        envelope.setResource(Resource.getDefaultInstance());
      }
      byte[] bytes = envelope.build().toByteArray();
      int resource = sink.resource(bytes, 0, bytes.length);
      for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
        if (!handOver(resource, scopeSpans, sink)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean handOver(int resource, ScopeSpans scopeSpans, TraceSink sink) {
    ScopeSpans.Builder envelope = scopeSpans.toBuilder().clearSpans();
    if (!envelope.hasScope()) {
      envelope.setScope(InstrumentationScope.getDefaultInstance());
    }
    byte[] bytes = envelope.build().toByteArray();
    int scope = sink.scope(bytes, 0, bytes.length);
    for (Span span : scopeSpans.getSpansList()) {
      Span stored =
          span.hasStatus() ? span : span.toBuilder().setStatus(Status.getDefaultInstance()).build();
      byte[] spanBytes = stored.toByteArray();
      long spanId = span.getSpanId().isEmpty() ? 0 : Ids.spanId(span.getSpanId());
      boolean goesOn =
          sink.span(
              resource,
              scope,
              spanId,
              span.getKindValue(),
              span.getStartTimeUnixNano(),
              spanBytes,
              0,
              spanBytes.length);
      if (!goesOn) {
        return false;
      }
    }
    return true;
  }
}
