package dev.vivace.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.QueryInstantRequest;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesRequest;
import dev.vivace.model.proto.tempopb.SearchTagsRequest;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc.StreamingQuerierBlockingStub;
import dev.vivace.querier.QuerierApi;
import dev.vivace.querier.api.TenancyConfig;
import dev.vivace.querier.metrics.MetricsAnswer;
import dev.vivace.querier.metrics.MetricsConfig;
import dev.vivace.querier.metrics.MetricsQueries;
import dev.vivace.querier.search.SearchAnswer;
import dev.vivace.querier.search.SearchConfig;
import dev.vivace.querier.search.SearchMetrics;
import dev.vivace.querier.search.SearchProgress;
import dev.vivace.querier.search.TraceSearch;
import dev.vivace.querier.stream.StreamConfig;
import dev.vivace.querier.tags.TagConfig;
import dev.vivace.querier.tags.TagMetrics;
import dev.vivace.querier.tags.TagNames;
import dev.vivace.querier.tags.TagNamesRequest;
import dev.vivace.querier.tags.TagProgress;
import dev.vivace.querier.tags.TagSearch;
import dev.vivace.querier.tags.TagValue;
import dev.vivace.querier.tags.TagValues;
import dev.vivace.querier.tags.TagValuesRequest;
import dev.vivace.querier.trace.TraceByIdConfig;
import dev.vivace.server.config.Endpoint;
import dev.vivace.server.lifecycle.Readiness;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.metrics.Exemplar;
import dev.vivace.traceql.metrics.SeriesLabel;
import dev.vivace.traceql.metrics.TimeAxis;
import dev.vivace.traceql.metrics.TimeSeries;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.value.Value.StringValue;
import dev.vivace.transport.http.HttpResponse;
import dev.vivace.transport.http.HttpServer;
import dev.vivace.transport.http.HttpServerConfig;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The streaming service over real sockets, asked by gRPC's own client on both ports.
class StreamingPortsTest {

  private enum Port {
    GRPC,
    HTTP
  }

  private interface Script {
    SearchAnswer run(SearchProgress progress) throws Exception;
  }

  private static final int MAX_PACKET_BYTES = 10_000;

  /// Intervals that end at 100, 200 and 300 ms.
  private static final TimeAxis AXIS = new TimeAxis(0, 100_000_000, 3);

  private static final SearchMetrics METRICS = new SearchMetrics(1, 2, 3, 4, 5, 6, 7);
  private static final TagMetrics TAG_METRICS = new TagMetrics(3, 4, 5, 6, 7);
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of("X-Scope-OrgID", Metadata.ASCII_STRING_MARSHALLER);

  private static volatile Script script = _ -> answer();
  private static volatile MetricsQueries metricsScript = (_, _) -> series();
  private static GrpcListener grpcListener;
  private static SharedPortCalls calls;
  private static HttpServer httpServer;

  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeAll
  static void start() {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    QuerierApi api =
        new QuerierApi(
            new QuerierApi.Config(
                new TenancyConfig(true, true),
                TraceByIdConfig.defaults(),
                SearchConfig.defaults(),
                TagConfig.defaults(),
                MetricsConfig.defaults(),
                new StreamConfig(Duration.ofMillis(50), MAX_PACKET_BYTES, Duration.ofSeconds(20))),
            new QuerierApi.Sources(
                (_, _, _, _, _, _) -> {
                  throw new IllegalStateException("no trace is looked up");
                },
                new ScriptedSearch(),
                new TwoTags(),
                (request, progress) -> metricsScript.answer(request, progress)),
            InstantSource.system(),
            registry);
    grpcListener =
        new GrpcListener(
            new Endpoint("127.0.0.1", 0),
            GrpcListener.Door.OPEN,
            1 << 20,
            16 << 20,
            List.of(api.streaming()),
            new Readiness(),
            registry);
    grpcListener.start();
    calls = SharedPortCalls.start(List.of(api.streaming()), 1 << 20, 16 << 20);
    httpServer =
        HttpServer.start(
            HttpServerConfig.of("api", "server.http_listen_port", "127.0.0.1", 0),
            request -> HttpResponse.text(200, request.path()),
            calls,
            registry);
  }

  @AfterAll
  static void stop() throws Exception {
    grpcListener.stop(Duration.ofSeconds(5));
    httpServer.stop(Duration.ofSeconds(5));
    calls.stop(Duration.ofSeconds(5));
  }

  @AfterEach
  void closeChannels() {
    channels.forEach(ManagedChannel::shutdownNow);
  }

  private ManagedChannel channel(Port port) {
    int number = port == Port.GRPC ? grpcListener.address().getPort() : httpServer.port();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", number).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  private StreamingQuerierBlockingStub stub(Port port) {
    Metadata metadata = new Metadata();
    metadata.put(TENANT, "acme");
    return StreamingQuerierGrpc.newBlockingStub(channel(port))
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  private static SearchRequest query(String text) {
    return SearchRequest.newBuilder().setQuery(text).build();
  }

  private static <T> List<T> all(Iterator<T> messages) {
    List<T> all = new ArrayList<>();
    messages.forEachRemaining(all::add);
    return all;
  }

  private static SearchAnswer answer(FoundTrace... traces) {
    return new SearchAnswer(List.of(traces), METRICS, "");
  }

  private static FoundTrace trace(long id, int spans, String text) {
    List<FoundSpan> found =
        IntStream.range(0, spans)
            .mapToObj(
                span ->
                    new FoundSpan(
                        span, "", 1, 1, List.of(new NamedValue("k", new StringValue(text)))))
            .toList();
    return new FoundTrace(
        1,
        id,
        "shop",
        "GET",
        true,
        id,
        5,
        new TreeMap<>(),
        List.of(new FoundSpanset(spans, List.of(), found)));
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void nothingFoundIsOneMessageWithMetrics(Port port) {
    script = _ -> answer();
    assertThat(all(stub(port).search(query("{}"))))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.hasMetrics()).isTrue();
              assertThat(message.getMetrics().getCompletedJobs()).isEqualTo(4);
            });
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void tellsWhatIsNewOrBetterAndThenEverything(Port port) {
    FoundTrace first = trace(1, 1, "a");
    FoundTrace better = trace(1, 2, "a");
    FoundTrace second = trace(2, 1, "a");
    script =
        progress -> {
          for (List<FoundTrace> newest :
              List.of(
                  List.of(first),
                  List.of(second, first),
                  List.of(second, better),
                  List.of(second, better))) {
            await().pollInterval(Duration.ofMillis(5)).until(progress::isDue);
            progress.found(newest, METRICS);
            assertThat(progress.isDue()).isFalse();
          }
          return answer(second, better);
        };
    List<SearchResponse> messages = all(stub(port).search(query("{}")));
    assertThat(messages)
        .extracting(message -> message.getTracesList().stream().map(t -> t.getTraceID()).toList())
        .containsExactly(
            List.of("10000000000000001"),
            List.of("10000000000000002"),
            List.of("10000000000000001"),
            List.of(),
            List.of("10000000000000002", "10000000000000001"));
    assertThat(messages.get(2).getTraces(0).getSpanSets(0).getMatched()).isEqualTo(2);
    assertThat(messages).allMatch(SearchResponse::hasMetrics);
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void largeAnswersComeInPackets(Port port) {
    FoundTrace[] traces =
        Stream.concat(
                IntStream.range(0, 300).mapToObj(i -> trace(i, 2, "x".repeat(100))),
                Stream.of(trace(999, 100, "y".repeat(1000))))
            .toArray(FoundTrace[]::new);
    script = _ -> answer(traces);
    List<SearchResponse> messages = all(stub(port).search(query("{}")));
    assertThat(messages)
        .hasSizeGreaterThan(10)
        .allMatch(message -> message.getSerializedSize() <= MAX_PACKET_BYTES)
        .allMatch(SearchResponse::hasMetrics);
    assertThat(messages.stream().mapToInt(SearchResponse::getTracesCount).sum()).isEqualTo(301);
    var cut = messages.getLast().getTraces(messages.getLast().getTracesCount() - 1);
    assertThat(cut.getSpanSets(0).getMatched()).isEqualTo(100);
    assertThat(cut.getSpanSets(0).getSpansCount()).isBetween(2, 5);
    assertThat(cut.getSpanSet()).isEqualTo(cut.getSpanSets(0));
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void endsTheSearchWhenTheCallerGoes(Port port) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    script =
        progress -> {
          begun.countDown();
          await().atMost(Duration.ofSeconds(10)).until(() -> !progress.isWanted());
          ended.countDown();
          return answer();
        };
    Context.CancellableContext context = Context.current().withCancellation();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    context.run(
                        () ->
                            assertThatThrownBy(() -> all(stub(port).search(query("{}"))))
                                .hasMessageContaining("CANCELLED")));
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    context.cancel(null);
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    caller.join();
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void endsTheSearchAtTheCallersDeadline(Port port) throws Exception {
    StreamingQuerierBlockingStub stub = stub(port);
    script = _ -> answer();
    assertThat(all(stub.search(query("{}")))).as("the connection is open").hasSize(1);
    CountDownLatch ended = new CountDownLatch(1);
    script =
        progress -> {
          await().atMost(Duration.ofSeconds(10)).until(() -> !progress.isWanted());
          ended.countDown();
          return answer();
        };
    assertStatus(
        () -> all(stub.withDeadlineAfter(500, TimeUnit.MILLISECONDS).search(query("{}"))),
        Status.Code.DEADLINE_EXCEEDED,
        "");
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void errorsAreStatuses(Port port) {
    assertStatus(
        () -> all(stub(port).search(query("{ sttus = 1 }"))),
        Status.Code.INVALID_ARGUMENT,
        "invalid TraceQL query: 1:3: ");
    Map<RuntimeException, Status.Code> codes =
        Map.of(
            new InvalidRequestException("100% \n é"), Status.Code.INVALID_ARGUMENT,
            new LimitExceededException("job queue full"), Status.Code.RESOURCE_EXHAUSTED,
            new StoreUnavailableException("later"), Status.Code.UNAVAILABLE);
    codes.forEach(
        (failure, code) -> {
          script =
              _ -> {
                throw failure;
              };
          assertStatus(
              () -> all(stub(port).search(query("{}"))),
              code,
              String.valueOf(failure.getMessage()));
        });
    script =
        _ -> {
          throw new IllegalStateException("secret");
        };
    assertStatus(
        () -> all(stub(port).search(query("{}"))),
        Status.Code.INTERNAL,
        "internal error; the server's log says more");
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void theTenantIsInTheMetadata(Port port) {
    assertStatus(
        () -> all(StreamingQuerierGrpc.newBlockingStub(channel(port)).search(query("{}"))),
        Status.Code.UNAUTHENTICATED,
        "no org id");
    Metadata bad = new Metadata();
    bad.put(TENANT, "a/b");
    assertStatus(
        () ->
            all(
                StreamingQuerierGrpc.newBlockingStub(channel(port))
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(bad))
                    .search(query("{}"))),
        Status.Code.INVALID_ARGUMENT,
        "tenant id has an unsupported character");
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void tagsAreStreamedToo(Port port) {
    StreamingQuerierBlockingStub stub = stub(port);
    var names = all(stub.searchTags(SearchTagsRequest.getDefaultInstance()));
    assertThat(names.getLast().getTagNamesList()).containsExactly("a", "b");
    assertThat(names.getFirst().getTagNamesList()).containsExactly("a");
    var scopes = all(stub.searchTagsV2(SearchTagsRequest.newBuilder().setScope("span").build()));
    assertThat(scopes.getLast().getScopes(0).getTagsList()).containsExactly("a", "b");
    var values =
        all(stub.searchTagValues(SearchTagValuesRequest.newBuilder().setTagName("x").build()));
    assertThat(values).hasSize(2);
    assertThat(values.getFirst().getTagValuesList()).containsExactly("1");
    assertThat(values.getLast().getTagValuesList()).containsExactly("1", "2");
    var typed =
        all(stub.searchTagValuesV2(SearchTagValuesRequest.newBuilder().setTagName(".x").build()));
    assertThat(typed.getLast().getTagValues(1).getType()).isEqualTo("string");
    assertThat(typed.getLast().getMetrics().getTotalJobs()).isEqualTo(5);
    assertStatus(
        () -> all(stub.searchTagsV2(SearchTagsRequest.newBuilder().setScope("foo").build())),
        Status.Code.INVALID_ARGUMENT,
        "invalid scope: 'foo'");
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void finishedIntervalsAreToldAndThenEverything(Port port) {
    metricsScript =
        (_, progress) -> {
          TimeSeries early = timeSeries("a", Double.NaN, 2, 3);
          TimeSeries late = timeSeries("b", Double.NaN, Double.NaN, 4);
          await().pollInterval(Duration.ofMillis(5)).until(progress::isDue);
          progress.finished(AXIS, List.of(early, late), 2, 3, METRICS);
          assertThat(progress.isDue()).isFalse();
          await().pollInterval(Duration.ofMillis(5)).until(progress::isDue);
          progress.finished(AXIS, List.of(early, late), 1, 2, METRICS);
          return series(timeSeries("a", 1, 2, 3), timeSeries("b", Double.NaN, Double.NaN, 4));
        };
    List<QueryRangeResponse> messages = all(stub(port).metricsQueryRange(rangeQuery()));
    assertThat(messages)
        .extracting(StreamingPortsTest::shown)
        .containsExactly(
            List.of("a 300=3.0", "b 300=4.0"),
            List.of("a 200=2.0"),
            List.of("a 100=1.0 200=2.0 300=3.0 of t1", "b 300=4.0 of t1"));
    assertThat(messages).allMatch(QueryRangeResponse::hasMetrics);
    assertThat(messages).allMatch(message -> message.getStatus() == PartialStatus.COMPLETE);
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void anInstantQueryIsAnsweredOnce(Port port) {
    metricsScript =
        (request, progress) -> {
          assertThat(request.axis()).isEqualTo(TimeAxis.instant(1_000, 2_000));
          assertThat(progress.isWanted()).isTrue();
          assertThat(progress.isDue()).isFalse();
          return series(timeSeries("a", 7, 0, 0));
        };
    assertThat(all(stub(port).metricsQueryInstant(instantQuery())))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.getSeries(0).getValue()).isEqualTo(7);
              assertThat(message.getSeries(0).getLabels(0).getValue().getStringValue())
                  .isEqualTo("a");
              assertThat(message.getMetrics().getCompletedJobs()).isEqualTo(4);
            });
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void noSeriesAreOneMessageWithMetrics(Port port) {
    metricsScript = (_, _) -> series();
    assertThat(all(stub(port).metricsQueryRange(rangeQuery())))
        .singleElement()
        .matches(QueryRangeResponse::hasMetrics);
    assertThat(all(stub(port).metricsQueryInstant(instantQuery())))
        .singleElement()
        .matches(QueryInstantResponse::hasMetrics);
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void manySeriesComeInPacketsOfWhichTheLastHasTheStatus(Port port) {
    List<TimeSeries> many =
        Stream.concat(
                IntStream.range(0, 300).mapToObj(i -> timeSeries("x".repeat(100) + i, i, 2, 3)),
                Stream.of(timeSeries("y".repeat(MAX_PACKET_BYTES), 1, 2, 3)))
            .toList();
    metricsScript = (_, _) -> new MetricsAnswer(AXIS, many, METRICS, "some of it");
    List<QueryRangeResponse> range = all(stub(port).metricsQueryRange(rangeQuery()));
    assertThat(range)
        .hasSizeGreaterThan(10)
        .allMatch(message -> message.getSerializedSize() <= MAX_PACKET_BYTES)
        .allMatch(QueryRangeResponse::hasMetrics);
    assertThat(range.subList(0, range.size() - 1))
        .allMatch(message -> message.getStatus() == PartialStatus.COMPLETE)
        .allMatch(message -> message.getMessage().isEmpty());
    assertThat(range.getLast().getStatus()).isEqualTo(PartialStatus.PARTIAL);
    assertThat(range.getLast().getMessage())
        .isEqualTo(
            "some of it. 1 series are left out, each of which exceeds a message of 10000 bytes");
    assertThat(range.stream().mapToInt(QueryRangeResponse::getSeriesCount).sum()).isEqualTo(300);

    List<QueryInstantResponse> instant = all(stub(port).metricsQueryInstant(instantQuery()));
    assertThat(instant)
        .hasSizeGreaterThan(5)
        .allMatch(message -> message.getSerializedSize() <= MAX_PACKET_BYTES);
    assertThat(instant.getLast().getMessage()).startsWith("some of it. 1 series are left out");
    assertThat(instant.stream().mapToInt(QueryInstantResponse::getSeriesCount).sum())
        .isEqualTo(300);
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void aSeriesTooLargeForAMessageLosesItsExemplarsFirst(Port port) {
    TimeSeries plain = timeSeries("a", 1, 2, 3);
    Exemplar one = plain.exemplars().getFirst();
    TimeSeries large =
        new TimeSeries(plain.labels(), plain.samples(), Collections.nCopies(1_000, one));
    metricsScript = (_, _) -> series(large);
    assertThat(all(stub(port).metricsQueryRange(rangeQuery())))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.getSeries(0).getSamplesCount()).isEqualTo(3);
              assertThat(message.getSeries(0).getExemplarsCount()).isZero();
            });
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void refusedMetricsQueriesAreInvalidArguments(Port port) {
    StreamingQuerierBlockingStub stub = stub(port);
    Map<QueryRangeRequest, String> refusals =
        Map.of(
            rangeQuery().toBuilder().setQuery("{ }").build(), "invalid TraceQL query: 1:1: not a",
            rangeQuery().toBuilder().clearQuery().build(), "q: nothing found (expected: a metrics",
            rangeQuery().toBuilder().setEnd(999).build(), "http parameter start must be before end",
            rangeQuery().toBuilder().setStep(-1).build(), "step: 18446744073709551615 (expected",
            rangeQuery().toBuilder().setEnd(-1).build(), "end: 18446744073709551615 (expected",
            rangeQuery().toBuilder().setEnd(90L * 86_400 * 1_000_000_000).build(),
                "metrics query time range exceeds the maximum allowed duration of 720h0m0s");
    refusals.forEach(
        (request, reason) ->
            assertStatus(
                () -> all(stub.metricsQueryRange(request)), Status.Code.INVALID_ARGUMENT, reason));
    assertStatus(
        () -> all(stub.metricsQueryInstant(QueryInstantRequest.newBuilder().setQuery("x").build())),
        Status.Code.INVALID_ARGUMENT,
        "invalid TraceQL query: 1:1: ");
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void aMetricsQueryEndsWhenItsCallerGoes(Port port) throws Exception {
    CountDownLatch ended = new CountDownLatch(2);
    metricsScript =
        (_, progress) -> {
          await().atMost(Duration.ofSeconds(10)).until(() -> !progress.isWanted());
          ended.countDown();
          return series();
        };
    StreamingQuerierBlockingStub stub = stub(port).withDeadlineAfter(1, TimeUnit.SECONDS);
    assertStatus(
        () -> all(stub.metricsQueryRange(rangeQuery())), Status.Code.DEADLINE_EXCEEDED, "");
    StreamingQuerierBlockingStub other = stub(port).withDeadlineAfter(1, TimeUnit.SECONDS);
    assertStatus(
        () -> all(other.metricsQueryInstant(instantQuery())), Status.Code.DEADLINE_EXCEEDED, "");
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  private static QueryRangeRequest rangeQuery() {
    return QueryRangeRequest.newBuilder()
        .setQuery("{ } | rate()")
        .setStart(1_000)
        .setEnd(2_000)
        .build();
  }

  private static QueryInstantRequest instantQuery() {
    return QueryInstantRequest.newBuilder()
        .setQuery("{ } | rate()")
        .setStart(1_000)
        .setEnd(2_000)
        .build();
  }

  private static MetricsAnswer series(TimeSeries... series) {
    return new MetricsAnswer(AXIS, List.of(series), METRICS, "");
  }

  private static TimeSeries timeSeries(String name, double... samples) {
    List<SeriesLabel> span = List.of(new SeriesLabel("trace:id", new StringValue("t1")));
    return new TimeSeries(
        List.of(new SeriesLabel("name", new StringValue(name))),
        samples,
        List.of(new Exemplar(span, 1, 5, 2)));
  }

  /// Each series as `name time=value … of exemplar`.
  private static List<String> shown(QueryRangeResponse message) {
    return message.getSeriesList().stream()
        .map(
            series ->
                series.getLabels(0).getValue().getStringValue()
                    + series.getSamplesList().stream()
                        .map(one -> " %d=%s".formatted(one.getTimestampMs(), one.getValue()))
                        .collect(Collectors.joining())
                    + series.getExemplarsList().stream()
                        .map(one -> " of " + one.getLabels(0).getValue().getStringValue())
                        .collect(Collectors.joining()))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void compressedRequestsAreRead(Port port) {
    script = _ -> answer();
    assertThat(
            all(
                stub(port)
                    .withCompression("gzip")
                    .search(query("{ name = \"" + "a".repeat(10_000) + "\" }"))))
        .hasSize(1);
  }

  @Test
  void requestsOverTheLimitAreRefused() {
    assertStatus(
        () -> all(stub(Port.HTTP).search(query("x".repeat(2 << 20)))),
        Status.Code.RESOURCE_EXHAUSTED,
        "(limit server.grpc_server_max_recv_msg_size: 1048576)");
  }

  @Test
  void theHttpPortStillAnswersPlainRequests() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (HttpClient.Version version : HttpClient.Version.values()) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + httpServer.port() + "/api/search"))
                .version(version)
                .build();
        assertThat(client.send(request, java.net.http.HttpResponse.BodyHandlers.ofString()).body())
            .isEqualTo("/api/search");
      }
    }
  }

  @Test
  void manyCallsShareOneConnection() throws Exception {
    script = _ -> answer(trace(1, 1, "a"));
    StreamingQuerierBlockingStub stub = stub(Port.HTTP);
    AtomicInteger answered = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      answered.addAndGet(all(stub.search(query("{}"))).size());
                    } catch (RuntimeException e) {
                      failure.set(e);
                    }
                  }));
    }
    for (Thread caller : callers) {
      caller.join();
    }
    assertThat(failure.get()).isNull();
    assertThat(answered).hasValue(100);
  }

  private static void assertStatus(Runnable call, Status.Code code, String description) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(code);
              assertThat(String.valueOf(e.getStatus().getDescription())).contains(description);
            });
  }

  private static final class ScriptedSearch implements TraceSearch {

    @Override
    public SearchAnswer search(
        dev.vivace.querier.search.SearchRequest request, SearchProgress progress) {
      assertThat(request.tenant().value()).isEqualTo("acme");
      try {
        return script.run(progress);
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Finds one thing, tells it, finds another.
  private static final class TwoTags implements TagSearch {

    @Override
    public TagNames names(TagNamesRequest request, TagProgress<TagNames> progress) {
      await().pollInterval(Duration.ofMillis(5)).until(progress::isDue);
      progress.found(names("a"));
      return names("a", "b");
    }

    @Override
    public TagValues values(TagValuesRequest request, TagProgress<TagValues> progress) {
      await().pollInterval(Duration.ofMillis(5)).until(progress::isDue);
      progress.found(values("1"));
      return values("1", "2");
    }

    private static TagNames names(String... names) {
      return new TagNames(Map.of(Scope.SPAN, new LinkedHashSet<>(List.of(names))), TAG_METRICS, "");
    }

    private static TagValues values(String... texts) {
      LinkedHashSet<TagValue> values = new LinkedHashSet<>();
      for (String text : texts) {
        values.add(new TagValue(TagValue.Type.STRING, text));
      }
      return new TagValues(values, TAG_METRICS, "");
    }
  }
}
