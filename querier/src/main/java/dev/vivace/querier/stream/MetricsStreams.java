package dev.vivace.querier.stream;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.querier.metrics.MetricsAnswer;
import dev.vivace.querier.metrics.MetricsQueries;
import dev.vivace.querier.metrics.MetricsRules;
import java.util.List;

/// Answers metrics queries in messages. Both methods return how many bytes were inspected.
public final class MetricsStreams {

  private final MetricsRules rules;
  private final MetricsQueries queries;
  private final int maxPacketBytes;

  public MetricsStreams(MetricsRules rules, MetricsQueries queries, StreamConfig config) {
    this.rules = rules;
    this.queries = queries;
    this.maxPacketBytes = config.maxPacketBytes();
  }

  long range(
      List<TenantId> tenants, QueryRangeRequest request, StreamCall<QueryRangeResponse> call) {
    RangeStream stream = new RangeStream(call, maxPacketBytes);
    MetricsAnswer answer = queries.answer(rules.range(tenants, request), stream);
    stream.end(answer);
    return answer.metrics().inspectedBytes();
  }

  /// Each message replaces the one before in what clients show, so there is the answer alone.
  long instant(
      List<TenantId> tenants, QueryInstantRequest request, StreamCall<QueryInstantResponse> call) {
    MetricsAnswer answer = queries.answer(rules.instant(tenants, request), call::isWanted);
    new InstantStream(call, maxPacketBytes).end(answer);
    return answer.metrics().inspectedBytes();
  }
}
