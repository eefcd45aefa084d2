package dev.vivace.cli.audit;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsResponse;
import dev.vivace.model.proto.tempopb.SearchTagsV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsV2Scope;
import dev.vivace.model.proto.tempopb.SpanSet;
import dev.vivace.model.proto.tempopb.TagValue;
import dev.vivace.model.proto.tempopb.Trace;
import dev.vivace.model.proto.tempopb.TraceByIDResponse;
import dev.vivace.model.proto.tempopb.TraceSearchMetadata;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// As much of a trace server as the auditor asks for, in memory, with one planted fault.
final class FakeServer implements AutoCloseable {

  /// What is wrong with the server. It befalls one trace, the victim.
  enum Flaw {
    NONE,
    DROPS_A_SPAN,
    DROPS_THE_TRACE,
    DOUBLES_A_SPAN,
    ALTERS_AN_ATTRIBUTE,
    MOVES_A_START,
    LEAKS_TO_OTHER_TENANTS,
    ANSWERS_LATE,
    STORES_AFTER_REJECTING,
    HIDES_FROM_SEARCH,
    HIDES_FROM_COUNTS,
    COUNTS_TWICE,
    FORGETS_TAG_VALUES,
    INVENTS_A_TAG_VALUE,
    IS_AWAY_AT_FIRST,
    LIMITS_THE_RATE
  }

  private static final Context.Key<String> TENANT = Context.key("tenant");
  private static final Metadata.Key<String> TENANT_HEADER =
      Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER);
  private static final Pattern CONDITION =
      Pattern.compile("(span|resource)\\.(\\S+) = \"([^\"]*)\"");
  private static final Pattern TRACE_PATH = Pattern.compile("/api/(v2/)?traces/(\\p{XDigit}{32})");
  private static final int LATE_QUESTIONS = 1; // that a late trace is absent for
  private static final int REFUSALS = 3;
  private static final long STEP_NANOS = 10_000_000_000L;

  /// One span with its envelope.
  private record Stored(String tenant, ResourceSpans envelope) {
    Span span() {
      return envelope.getScopeSpans(0).getSpans(0);
    }

    boolean says(String scope, String key, String value) {
      List<KeyValue> attributes =
          scope.equals("span")
              ? span().getAttributesList()
              : envelope.getResource().getAttributesList();
      return attributes.stream()
          .anyMatch(a -> a.getKey().equals(key) && a.getValue().getStringValue().equals(value));
    }
  }

  private final Flaw flaw;
  private final ByteString victim;
  private final List<Stored> stored = new ArrayList<>(); // guarded by this
  private final Server grpc;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private int questions;
  private int refusals;

  FakeServer(Flaw flaw, ByteString victim) {
    this.flaw = flaw;
    this.victim = victim;
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try {
      grpc =
          NettyServerBuilder.forAddress(anyPort)
              .addService(new Otlp())
              .intercept(new TenantReader())
              .build()
              .start();
      http = HttpServer.create(anyPort, 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen", e);
    }
    http.setExecutor(threads);
    http.createContext("/", this::serve);
    http.start();
  }

  String otlpGrpc() {
    return "127.0.0.1:" + grpc.getPort();
  }

  URI http() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  @Override
  public void close() {
    grpc.shutdownNow();
    http.stop(0);
    threads.shutdownNow();
  }

  // ---- Taking spans.

  private static final class TenantReader implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String tenant = headers.get(TENANT_HEADER);
      Context context = Context.current().withValue(TENANT, tenant == null ? "" : tenant);
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  private final class Otlp extends TraceServiceGrpc.TraceServiceImplBase {
    @Override
    public void export(
        ExportTraceServiceRequest request, StreamObserver<ExportTraceServiceResponse> answer) {
      try {
        take(request, TENANT.get());
        answer.onNext(ExportTraceServiceResponse.getDefaultInstance());
        answer.onCompleted();
      } catch (StatusRuntimeException e) {
        answer.onError(e);
      }
    }
  }

  private synchronized void take(ExportTraceServiceRequest request, String tenant) {
    List<Stored> spans = split(request, tenant);
    if (spans.stream()
        .anyMatch(s -> s.span().getSpanId().equals(ByteString.copyFrom(new byte[8])))) {
      throw Status.INVALID_ARGUMENT.withDescription("span ids of zeros").asRuntimeException();
    }
    boolean befallen = spans.stream().anyMatch(this::isVictim);
    if (flaw == Flaw.IS_AWAY_AT_FIRST && refusals++ < REFUSALS) {
      spans.forEach(this::store); // it took them, and nobody hears of it
      throw Status.UNAVAILABLE.asRuntimeException();
    }
    if (flaw == Flaw.LIMITS_THE_RATE && refusals++ < REFUSALS) {
      throw Status.RESOURCE_EXHAUSTED.asRuntimeException(); // without hint: not to be repeated
    }
    if (befallen) {
      spans = harmed(spans);
    }
    spans.forEach(this::store);
    if (befallen && flaw == Flaw.STORES_AFTER_REJECTING) {
      throw Status.INVALID_ARGUMENT.withDescription("no").asRuntimeException();
    }
  }

  private List<Stored> harmed(List<Stored> spans) {
    List<Stored> harmed = new ArrayList<>(spans);
    switch (flaw) {
      case DROPS_A_SPAN -> harmed.removeFirst();
      case DROPS_THE_TRACE -> harmed.clear();
      case DOUBLES_A_SPAN -> stored.add(spans.getFirst());
      case ALTERS_AN_ATTRIBUTE -> harmed.set(0, withoutLastAttribute(spans.getFirst()));
      case MOVES_A_START -> harmed.set(0, later(spans.getFirst()));
      default -> {} // others harm answers
    }
    return harmed;
  }

  private static Stored withoutLastAttribute(Stored span) {
    ResourceSpans.Builder changed = span.envelope().toBuilder();
    changed
        .getResourceBuilder()
        .removeAttributes(span.envelope().getResource().getAttributesCount() - 1);
    return new Stored(span.tenant(), changed.build());
  }

  private static Stored later(Stored span) {
    ResourceSpans.Builder changed = span.envelope().toBuilder();
    Span.Builder moved = changed.getScopeSpansBuilder(0).getSpansBuilder(0);
    moved.setStartTimeUnixNano(moved.getStartTimeUnixNano() + 1);
    return new Stored(span.tenant(), changed.build());
  }

  /// A span is kept once: by tenant, trace, id, kind and start.
  private void store(Stored span) {
    boolean known =
        stored.stream()
            .anyMatch(
                other ->
                    other.tenant().equals(span.tenant())
                        && other.span().getTraceId().equals(span.span().getTraceId())
                        && other.span().getSpanId().equals(span.span().getSpanId())
                        && other.span().getKindValue() == span.span().getKindValue()
                        && other.span().getStartTimeUnixNano()
                            == span.span().getStartTimeUnixNano());
    boolean twice = flaw == Flaw.DOUBLES_A_SPAN && isVictim(span);
    if (!known || twice) {
      stored.add(span);
    }
  }

  private static List<Stored> split(ExportTraceServiceRequest request, String tenant) {
    List<Stored> spans = new ArrayList<>();
    for (ResourceSpans envelope : request.getResourceSpansList()) {
      for (ScopeSpans scope : envelope.getScopeSpansList()) {
        for (Span span : scope.getSpansList()) {
          ScopeSpans single = scope.toBuilder().clearSpans().addSpans(span).build();
          spans.add(
              new Stored(
                  tenant, envelope.toBuilder().clearScopeSpans().addScopeSpans(single).build()));
        }
      }
    }
    return spans;
  }

  private boolean isVictim(Stored span) {
    return span.span().getTraceId().equals(victim);
  }

  // ---- Answering.

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String tenant = exchange.getRequestHeaders().getFirst("X-Scope-OrgID");
      byte[] body = exchange.getRequestBody().readAllBytes();
      byte[] answer;
      int status = 200;
      try {
        answer =
            answer(path, parameters(exchange.getRequestURI()), tenant == null ? "" : tenant, body);
        status = answer.length == 0 && path.startsWith("/api/traces/") ? 404 : 200;
      } catch (StatusRuntimeException e) {
        answer = new byte[0];
        status = e.getStatus().getCode() == Status.Code.UNAVAILABLE ? 503 : 400;
      }
      exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  private synchronized byte[] answer(
      String path, Map<String, String> parameters, String tenant, byte[] body)
      throws InvalidProtocolBufferException {
    Matcher trace = TRACE_PATH.matcher(path);
    if (trace.matches()) {
      ByteString id = ByteString.copyFrom(HexFormat.of().parseHex(trace.group(2)));
      return trace(id, tenant, trace.group(1) != null).toByteArray();
    }
    return switch (path) {
      case "/v1/traces" -> {
        take(ExportTraceServiceRequest.parseFrom(body), tenant);
        yield new byte[0];
      }
      case "/api/search" -> search(parameters.get("q"), tenant).toByteArray();
      case "/api/v2/search/tags" ->
          SearchTagsV2Response.newBuilder()
              .addScopes(SearchTagsV2Scope.newBuilder().setName("span").addAllTags(keys(tenant)))
              .build()
              .toByteArray();
      case "/api/search/tags" ->
          SearchTagsResponse.newBuilder().addAllTagNames(keys(tenant)).build().toByteArray();
      case "/api/v2/search/tag/span.audit.group/values" -> {
        SearchTagValuesV2Response.Builder values = SearchTagValuesV2Response.newBuilder();
        values(tenant)
            .forEach(v -> values.addTagValues(TagValue.newBuilder().setType("string").setValue(v)));
        yield values.build().toByteArray();
      }
      case "/api/search/tag/audit.group/values" ->
          SearchTagValuesResponse.newBuilder()
              .addAllTagValues(values(tenant))
              .build()
              .toByteArray();
      case "/api/metrics/query_range" -> counts(tenant);
      default -> throw Status.INVALID_ARGUMENT.asRuntimeException();
    };
  }

  private static Map<String, String> parameters(URI uri) {
    Map<String, String> parameters = new HashMap<>();
    if (uri.getRawQuery() != null) {
      for (String pair : uri.getRawQuery().split("&", -1)) {
        int equals = pair.indexOf('=');
        parameters.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return parameters;
  }

  private List<Stored> visible(String tenant) {
    return stored.stream()
        .filter(
            span ->
                span.tenant().equals(tenant)
                    || (flaw == Flaw.LEAKS_TO_OTHER_TENANTS && isVictim(span)))
        .filter(span -> flaw != Flaw.ANSWERS_LATE || !isVictim(span) || questions > LATE_QUESTIONS)
        .toList();
  }

  private Message trace(ByteString id, String tenant, boolean version2)
      throws InvalidProtocolBufferException {
    if (id.equals(victim)) {
      questions++;
    }
    TracesData.Builder trace = TracesData.newBuilder();
    visible(tenant).stream()
        .filter(span -> span.span().getTraceId().equals(id))
        .forEach(span -> trace.addResourceSpans(span.envelope()));
    return version2
        ? TraceByIDResponse.newBuilder()
            .setTrace(Trace.parseFrom(trace.build().toByteString()))
            .build()
        : trace.build();
  }

  private SearchResponse search(String query, String tenant) {
    Map<ByteString, Integer> matched = new HashMap<>();
    for (Stored span : visible(tenant)) {
      Matcher conditions = CONDITION.matcher(query);
      boolean matches = flaw != Flaw.HIDES_FROM_SEARCH || !isVictim(span);
      while (conditions.find()) {
        matches &= span.says(conditions.group(1), conditions.group(2), conditions.group(3));
      }
      if (matches) {
        matched.merge(span.span().getTraceId(), 1, Integer::sum);
      }
    }
    SearchResponse.Builder response = SearchResponse.newBuilder();
    matched.forEach(
        (id, count) ->
            response.addTraces(
                TraceSearchMetadata.newBuilder()
                    .setTraceID(HexFormat.of().formatHex(id.toByteArray()).replaceFirst("^0+", ""))
                    .addSpanSets(SpanSet.newBuilder().setMatched(count))));
    return response.build();
  }

  private Set<String> keys(String tenant) {
    Set<String> keys = new TreeSet<>();
    visible(tenant)
        .forEach(span -> span.span().getAttributesList().forEach(a -> keys.add(a.getKey())));
    return keys;
  }

  private Set<String> values(String tenant) {
    Set<String> values = new TreeSet<>();
    for (Stored span : visible(tenant)) {
      for (KeyValue attribute : span.span().getAttributesList()) {
        if (attribute.getKey().equals("audit.group") && flaw != Flaw.FORGETS_TAG_VALUES) {
          values.add(attribute.getValue().getStringValue());
        }
      }
    }
    if (flaw == Flaw.INVENTS_A_TAG_VALUE) {
      values.add(values.iterator().next() + "x");
    }
    return values;
  }

  private byte[] counts(String tenant) {
    Map<Long, Integer> counts = new TreeMap<>();
    for (Stored span : visible(tenant)) {
      long interval = Math.ceilDiv(span.span().getStartTimeUnixNano(), STEP_NANOS);
      int times =
          !isVictim(span)
              ? 1
              : switch (flaw) {
                case HIDES_FROM_COUNTS -> 0;
                case COUNTS_TWICE -> 2;
                default -> 1;
              };
      counts.merge(interval * 10_000, times, Integer::sum);
    }
    ObjectNode root = new ObjectMapper().createObjectNode();
    ArrayNode samples = root.putArray("series").addObject().putArray("samples");
    counts.forEach(
        (millis, count) -> samples.addObject().put("timestampMs", "" + millis).put("value", count));
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }
}
