package dev.vivace.querier.metrics;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.querier.api.QueryParameters;
import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.TraceQl;
import dev.vivace.traceql.ast.MetricsQuery;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.transport.http.HttpRequest;
import java.time.InstantSource;
import java.util.List;

/// Turns what a caller sends into a checked metrics query, or throws an [InvalidRequestException].
/// Ranges are checked as they were sent, before they are moved to multiples of the step.
public final class MetricsRules {

  /// The tables of all tenants of a query are held at once.
  static final int MAX_TENANTS = 100;

  private final MetricsConfig config;
  private final MetricsRanges ranges;

  public MetricsRules(MetricsConfig config, InstantSource clock) {
    this.config = config;
    this.ranges = new MetricsRanges(config, clock);
  }

  /// What may be wished for beside a query and its range; 0 is "nothing said".
  private record Wishes(long exemplars, long maxSeries) {

    static final Wishes NONE = new Wishes(0, 0);
  }

  /// Reads the parameters of `/api/metrics/query_range`.
  public MetricsRequest range(List<TenantId> tenants, HttpRequest request) {
    QueryParameters parameters = new QueryParameters(request);
    MetricsRange range = ranges.of(tenants, parameters);
    Wishes wishes =
        new Wishes(
            parameters.count("exemplars").orElse(0), parameters.count("maxSeries").orElse(0));
    return parameters.flag("instant")
        ? instant(tenants, query(parameters), range, wishes)
        : range(tenants, query(parameters), range, StepText.nanos(parameters.text("step")), wishes);
  }

  /// Reads the parameters of `/api/metrics/query`.
  public MetricsRequest instant(List<TenantId> tenants, HttpRequest request) {
    QueryParameters parameters = new QueryParameters(request);
    return instant(tenants, query(parameters), ranges.of(tenants, parameters), Wishes.NONE);
  }

  /// Reads the message of the streaming service, in which 0 is "not given".
  public MetricsRequest range(List<TenantId> tenants, QueryRangeRequest request) {
    MetricsRange range = ranges.of(tenants, request.getStart(), request.getEnd());
    Wishes wishes =
        new Wishes(
            Integer.toUnsignedLong(request.getExemplars()),
            Integer.toUnsignedLong(request.getMaxSeries()));
    return request.getInstant()
        ? instant(tenants, request.getQuery(), range, wishes)
        : range(tenants, request.getQuery(), range, StepText.check(request.getStep()), wishes);
  }

  /// Reads the message of the streaming service, in which 0 is "not given".
  public MetricsRequest instant(List<TenantId> tenants, QueryInstantRequest request) {
    MetricsRange range = ranges.of(tenants, request.getStart(), request.getEnd());
    return instant(tenants, request.getQuery(), range, Wishes.NONE);
  }

  private MetricsRequest range(
      List<TenantId> tenants, String text, MetricsRange range, long stepNanos, Wishes wishes) {
    MetricsQuery query = parse(text);
    TimeAxis axis = ranges.axis(range, stepNanos);
    int exemplars = WantedExemplars.count(query, wishes.exemplars(), config.maxExemplars());
    return new MetricsRequest(checked(tenants), query, axis, exemplars, maxSeries(wishes));
  }

  private MetricsRequest instant(
      List<TenantId> tenants, String text, MetricsRange range, Wishes wishes) {
    return new MetricsRequest(
        checked(tenants), parse(text), ranges.axis(range), 0, maxSeries(wishes));
  }

  private static List<TenantId> checked(List<TenantId> tenants) {
    if (tenants.size() > MAX_TENANTS) {
      throw new InvalidRequestException(
          "X-Scope-OrgID names %d tenants (limit of a metrics query: %d); ask for fewer"
              .formatted(tenants.size(), MAX_TENANTS));
    }
    return tenants;
  }

  /// The smaller one of what is wished for and what is configured, of which 0 is no limit.
  private int maxSeries(Wishes wishes) {
    long wished = Math.min(wishes.maxSeries(), Integer.MAX_VALUE);
    if (wished == 0 || config.maxSeries() == 0) {
      return (int) Math.max(wished, config.maxSeries());
    }
    return (int) Math.min(wished, config.maxSeries());
  }

  private static String query(QueryParameters parameters) {
    return parameters.text(parameters.has("q") ? "q" : "query");
  }

  private static MetricsQuery parse(String text) {
    if (text.isBlank()) {
      throw new InvalidRequestException(
          "q: nothing found (expected: a metrics query, such as { status = error } | rate())");
    }
    try {
      return TraceQl.parseMetrics(text);
    } catch (QueryException e) {
      throw new InvalidRequestException("invalid TraceQL query: " + e.getMessage(), e);
    }
  }
}
