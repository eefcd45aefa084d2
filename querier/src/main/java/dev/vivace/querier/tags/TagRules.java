package dev.vivace.querier.tags;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.proto.tempopb.SearchTagValuesRequest;
import dev.vivace.model.proto.tempopb.SearchTagsRequest;
import dev.vivace.querier.api.QueryParameters;
import dev.vivace.querier.api.RangeRules;
import dev.vivace.querier.api.TimeRange;
import dev.vivace.traceql.QueryException;
import dev.vivace.traceql.completion.TagFilter;
import dev.vivace.transport.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Turns what a caller sends into a checked request, or throws an [InvalidRequestException].
public final class TagRules {

  private static final TagFilter UNFILTERED = new TagFilter(List.of());

  // Names are few: no setting limits the blocks that are asked for them.
  private static final int ALL_BLOCKS = 0;

  private final TagConfig config;
  private final RangeRules ranges;

  public TagRules(TagConfig config, InstantSource clock) {
    this.config = config;
    this.ranges = new RangeRules(config.defaultRange(), config.endCutoff(), clock);
  }

  TagNamesRequest names(List<TenantId> tenants, TagVersion version, HttpRequest request) {
    QueryParameters parameters = new QueryParameters(request);
    return new TagNamesRequest(
        tenants,
        TagScope.parse(parameters.text("scope")),
        filter(version, parameters.text("q")),
        parameters.range(ranges),
        bounds(parameters, ALL_BLOCKS, tenants));
  }

  /// Reads the message of the streaming service, in which 0 is "not given".
  public TagNamesRequest names(
      List<TenantId> tenants, TagVersion version, SearchTagsRequest request) {
    return new TagNamesRequest(
        tenants,
        TagScope.parse(request.getScope()),
        filter(version, request.getQuery()),
        range(request.getStart(), request.getEnd()),
        bounds(
            request.getMaxTagsPerScope(), request.getStaleValuesThreshold(), ALL_BLOCKS, tenants));
  }

  TagValuesRequest values(
      List<TenantId> tenants, TagVersion version, String name, HttpRequest request) {
    QueryParameters parameters = new QueryParameters(request);
    return new TagValuesRequest(
        tenants,
        target(version, name),
        filter(version, parameters.text("q")),
        parameters.range(ranges),
        bounds(parameters, config.maxBlocks(tenants), tenants));
  }

  /// As [#names(List, TagVersion, SearchTagsRequest)].
  public TagValuesRequest values(
      List<TenantId> tenants, TagVersion version, SearchTagValuesRequest request) {
    return new TagValuesRequest(
        tenants,
        target(version, request.getTagName()),
        filter(version, request.getQuery()),
        range(request.getStart(), request.getEnd()),
        bounds(
            request.getMaxTagValues(),
            request.getStaleValueThreshold(),
            config.maxBlocks(tenants),
            tenants));
  }

  private static TagTarget target(TagVersion version, String name) {
    if (name.isEmpty()) {
      throw new InvalidRequestException("please provide a non-empty tagName");
    }
    return version == TagVersion.V1 ? TagTarget.ofKey(name) : TagTarget.parse(name);
  }

  /// The first version knows no filter.
  private static TagFilter filter(TagVersion version, String text) {
    if (version == TagVersion.V1 || text.isEmpty()) {
      return UNFILTERED;
    }
    try {
      return TagFilter.parse(text);
    } catch (QueryException e) {
      throw new InvalidRequestException("invalid TraceQL query: " + e.getMessage(), e);
    }
  }

  private TimeRange range(int start, int end) {
    return ranges.of(Integer.toUnsignedLong(start), Integer.toUnsignedLong(end), Duration.ZERO);
  }

  private TagBounds bounds(QueryParameters parameters, int maxBlocks, List<TenantId> tenants) {
    return bounds(
        parameters.count("limit").orElse(0),
        parameters.count("maxStaleValues").orElse(0),
        maxBlocks,
        tenants);
  }

  /// @param maxCount unsigned, as is the next; what no int holds is no limit
  private TagBounds bounds(
      int maxCount, int maxStaleBlocks, int maxBlocks, List<TenantId> tenants) {
    return new TagBounds(
        Math.max(0, maxCount), Math.max(0, maxStaleBlocks), maxBlocks, config.maxBytes(tenants));
  }
}
