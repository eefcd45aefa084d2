package dev.vivace.querier.stream;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesRequest;
import dev.vivace.model.proto.tempopb.SearchTagValuesResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsRequest;
import dev.vivace.model.proto.tempopb.SearchTagsResponse;
import dev.vivace.model.proto.tempopb.SearchTagsV2Response;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc;
import dev.vivace.querier.api.QueryMetrics;
import dev.vivace.querier.api.TenantResolver;
import dev.vivace.querier.metrics.MetricsHandlers;
import dev.vivace.querier.search.CheckedSearch;
import dev.vivace.querier.search.SearchAnswer;
import dev.vivace.querier.search.SearchHandler;
import dev.vivace.querier.search.SearchMessages;
import dev.vivace.querier.search.SearchRules;
import dev.vivace.querier.search.TenantsSearch;
import dev.vivace.querier.tags.TagHandlers;
import dev.vivace.querier.tags.TagMessages;
import dev.vivace.querier.tags.TagNames;
import dev.vivace.querier.tags.TagNamesRequest;
import dev.vivace.querier.tags.TagQueries;
import dev.vivace.querier.tags.TagRules;
import dev.vivace.querier.tags.TagScope;
import dev.vivace.querier.tags.TagValue;
import dev.vivace.querier.tags.TagValues;
import dev.vivace.querier.tags.TagVersion;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `tempopb.StreamingQuerier`. Each call looks on a virtual thread of its own, which ends with the
/// caller.
public final class StreamingQuerier extends StreamingQuerierGrpc.StreamingQuerierImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(StreamingQuerier.class);

  /// What a name or value takes in a message besides its text, at most.
  private static final int ITEM_BYTES = 32;

  private static final int UTF8_BYTES = 3;

  private final SearchRules searchRules;
  private final TenantsSearch search;
  private final TagRules tagRules;
  private final TagQueries tags;
  private final MetricsStreams series;
  private final QueryMetrics metrics;
  private final StreamConfig config;

  private StreamingQuerier(
      SearchRules searchRules,
      TenantsSearch search,
      TagRules tagRules,
      TagQueries tags,
      MetricsStreams series,
      QueryMetrics metrics,
      StreamConfig config) {
    this.searchRules = searchRules;
    this.search = search;
    this.tagRules = tagRules;
    this.tags = tags;
    this.series = series;
    this.metrics = metrics;
    this.config = config;
  }

  /// The service with the tenant of each call read from its metadata.
  public static BindableService of(
      SearchRules searchRules,
      TenantsSearch search,
      TagRules tagRules,
      TagQueries tags,
      MetricsStreams series,
      TenantResolver tenants,
      QueryMetrics metrics,
      StreamConfig config) {
    StreamingQuerier service =
        new StreamingQuerier(searchRules, search, tagRules, tags, series, metrics, config);
    return () -> ServerInterceptors.intercept(service, new TenantInterceptor(tenants));
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    run(
        observer,
        SearchHandler.OP,
        (tenants, call) -> {
          CheckedSearch checked = searchRules.read(tenants, request);
          SearchMessages messages = SearchMessages.streamed(checked.leftPadTraceIds());
          SearchStream stream = new SearchStream(call, messages, config.maxPacketBytes());
          SearchAnswer answer = search.search(checked, stream);
          stream.end(answer);
          return answer.metrics().inspectedBytes();
        });
  }

  @Override
  public void searchTags(SearchTagsRequest request, StreamObserver<SearchTagsResponse> observer) {
    names(TagVersion.V1, request, observer, TagMessages::namesV1);
  }

  @Override
  public void searchTagsV2(
      SearchTagsRequest request, StreamObserver<SearchTagsV2Response> observer) {
    names(TagVersion.V2, request, observer, TagMessages::namesV2);
  }

  @Override
  public void searchTagValues(
      SearchTagValuesRequest request, StreamObserver<SearchTagValuesResponse> observer) {
    values(
        TagVersion.V1,
        request,
        observer,
        (values, found) -> TagMessages.valuesV1(values, found.metrics()));
  }

  @Override
  public void searchTagValuesV2(
      SearchTagValuesRequest request, StreamObserver<SearchTagValuesV2Response> observer) {
    values(
        TagVersion.V2,
        request,
        observer,
        (values, found) -> TagMessages.valuesV2(values, found.metrics()));
  }

  @Override
  public void metricsQueryRange(
      QueryRangeRequest request, StreamObserver<QueryRangeResponse> observer) {
    run(observer, MetricsHandlers.OP, (tenants, call) -> series.range(tenants, request, call));
  }

  @Override
  public void metricsQueryInstant(
      QueryInstantRequest request, StreamObserver<QueryInstantResponse> observer) {
    run(observer, MetricsHandlers.OP, (tenants, call) -> series.instant(tenants, request, call));
  }

  private <A> void names(
      TagVersion version,
      SearchTagsRequest request,
      StreamObserver<A> observer,
      BiFunction<TagNames, TagScope, A> message) {
    run(
        observer,
        TagHandlers.OP,
        (tenants, call) -> {
          TagNamesRequest checked = tagRules.names(tenants, version, request);
          Function<TagNames, List<A>> packet =
              found -> List.of(message.apply(found, checked.scope()));
          TagStream<TagNames, A> stream = new TagStream<>(call, new SentNames(), packet);
          TagNames answer = tags.names(checked, stream);
          stream.end(answer);
          return answer.metrics().inspectedBytes();
        });
  }

  private <A> void values(
      TagVersion version,
      SearchTagValuesRequest request,
      StreamObserver<A> observer,
      BiFunction<List<TagValue>, TagValues, A> message) {
    run(
        observer,
        TagHandlers.OP,
        (tenants, call) -> {
          Function<TagValues, List<A>> packets =
              found ->
                  Packets.split(
                          List.copyOf(found.values()),
                          StreamingQuerier::maxBytes,
                          config.maxPacketBytes())
                      .stream()
                      .map(part -> message.apply(part, found))
                      .toList();
          TagStream<TagValues, A> stream = new TagStream<>(call, new SentValues(), packets);
          TagValues answer = tags.values(tagRules.values(tenants, version, request), stream);
          stream.end(answer);
          return answer.metrics().inspectedBytes();
        });
  }

  private static int maxBytes(TagValue value) {
    return ITEM_BYTES + UTF8_BYTES * value.text().length();
  }

  /// What a call does; returns how many bytes it inspected.
  private interface Work<A> {

    long run(List<TenantId> tenants, StreamCall<A> call);
  }

  private <A> void run(StreamObserver<A> observer, String op, Work<A> work) {
    List<TenantId> tenants = TenantInterceptor.TENANTS.get();
    StreamCall<A> call = new StreamCall<>((ServerCallStreamObserver<A>) observer, config);
    Runnable task = () -> run(tenants, call, op, work);
    // Of its own, so that the callbacks of the call go on being told.
    Thread.ofVirtual().name("stream-" + op).start(Context.current().wrap(task));
  }

  private <A> void run(List<TenantId> tenants, StreamCall<A> call, String op, Work<A> work) {
    try {
      metrics.inspected(tenants, op, work.run(tenants, call));
      call.complete();
    } catch (Throwable thrown) { // Whatever it was, the caller must hear of it.
      call.fail(status(thrown));
    } finally {
      if (call.isWanted()) {
        metrics.completed(tenants, op);
      } else {
        metrics.canceled(tenants, op);
      }
    }
  }

  private static Status status(Throwable thrown) {
    Status status =
        switch (thrown) {
          case InvalidRequestException _ -> Status.INVALID_ARGUMENT;
          case LimitExceededException _, RequestTooLargeException _ -> Status.RESOURCE_EXHAUSTED;
          case StoreUnavailableException _ -> Status.UNAVAILABLE;
          case StatusRuntimeException own -> own.getStatus();
          default -> Status.INTERNAL;
        };
    if (status.getCode() == Status.Code.INTERNAL) {
      LOG.error("a streamed query failed", thrown);
      return status.withDescription("internal error; the server's log says more");
    }
    return thrown instanceof StatusRuntimeException
        ? status
        : status.withDescription(thrown.getMessage());
  }
}
