package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.SearchRequest;
import dev.vivace.model.proto.tempopb.SearchResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is asked, the server answers in bounded time and memory, with a clear error or with
/// what it found, and goes on.
class HostileQueriesIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  // Ten times what the slowest of them takes on a busy machine.
  private static final Duration SLOWEST = Duration.ofSeconds(20);
  private static final int QUERY_BYTES = 128 << 10;
  private static final int REQUESTS = 50;

  private static VivaceProcess server;
  private static SearchClient client;

  private long startedNanos;

  @BeforeAll
  static void storeMuch() {
    server = SERVERS.start(Settings.unlimited());
    client = new SearchClient(server);
    HeavyTraces.store(server, REQUESTS);
  }

  @BeforeEach
  void startClock() {
    startedNanos = System.nanoTime();
  }

  @AfterEach
  void theServerGoesOn() {
    assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(SLOWEST);
    assertThat(server.isAlive()).isTrue();
    assertThat(client.search(window("{ }")).getTracesCount()).isEqualTo(20);
    assertThat(server.log())
        .doesNotContain("OutOfMemoryError", "StackOverflowError", "internal error");
  }

  @AfterAll
  static void closeClient() {
    client.close();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("limit=0", "limit: 0 (expected: 1 to 262144, query_frontend"),
        Arguments.of("limit=262145", "limit: 262145 (expected: 1 to 262144, query_frontend"),
        Arguments.of("limit=-1", "limit: '-1' (expected: a whole number, at least 0)"),
        Arguments.of("limit=many", "limit: 'many' (expected: a whole number, at least 0)"),
        Arguments.of("limit=" + "9".repeat(30), "(expected: a whole number, at least 0)"),
        Arguments.of("limit=1e3", "limit: '1e3' (expected: a whole number, at least 0)"),
        Arguments.of("spss=101", "spss: 101 (expected: 0 to 100, query_frontend.search.max_spans"),
        Arguments.of("spss=-1", "spss: '-1' (expected: a whole number, at least 0)"),
        Arguments.of("start=20&end=10", "http parameter start must be before end. received start"),
        Arguments.of("start=10&end=10", "http parameter start must be before end. received start"),
        Arguments.of("start=10", "start: 10, end: 0 (expected: both, or none of them"),
        Arguments.of("start=x&end=10", "start: 'x' (expected: unix seconds"),
        Arguments.of("start=1&end=99999999999999999999", "(expected: unix seconds"),
        Arguments.of("start=1600000000&end=1700000000", "range specified by start and end exceeds"),
        Arguments.of("since=yesterday", "since: 'yesterday' (expected: a duration such as 30m"),
        Arguments.of("q=%7B%7D&tags=a%3Db", "can't specify tags and q in the same query"),
        Arguments.of("tags=a%3Db%20a%3Dc", "the key 'a' comes twice; name it once"),
        Arguments.of("tags=a%3Db&minDuration=long", "minDuration: 'long' (expected: a duration"),
        Arguments.of("tags=a%3Db&minDuration=2s&maxDuration=1s", "maxDuration: 1s (expected: at"),
        Arguments.of("q=%7B%20sttus%20%3D%201%20%7D", "1:3: unknown intrinsic 'sttus'; did you"),
        Arguments.of("q=%7B%20parent.a%20%3D%201%20%7D", "1:3: 'parent.a': attributes of the"),
        Arguments.of("q=%FF%FE", "1:1: unexpected character"),
        Arguments.of("q=%C0%80", "1:1: unexpected character"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void nonsenseIsRefusedWithAReason(String parameters, String reason) {
    HttpResponse<byte[]> response =
        client.http().get("/api/search?" + parameters, "application/json");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TraceClient.text(response)).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=%", "q=%zz", "q=%7", "%4=%&q={}", "=%%%"})
  void brokenPercentEncodingIsRefused(String parameters) throws IOException {
    assertThat(rawGet("/api/search?" + parameters))
        .startsWith("HTTP/1.1 400 ")
        .contains("malformed request: ");
  }

  @Test
  void aUrlOverTheLimitIsRefused() throws IOException {
    assertThat(rawGet("/api/search?q=" + "a".repeat(1 << 20)))
        .startsWith("HTTP/1.1 414 ")
        .contains("(limit: 458752 bytes); send a shorter URL");
  }

  /// What `java.net.URI` would refuse to send.
  private static String rawGet(String target) throws IOException {
    try (Socket socket = new Socket(server.http().getHost(), server.http().getPort())) {
      socket.setSoTimeout((int) SLOWEST.toMillis());
      String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException _) {
        // The server answers an endless line before it has read all of it.
      }
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Texts that nest or chain as deep as 128 KiB allow.
  static Stream<String> bombs() {
    return Stream.of(
        "{" + "(".repeat(QUERY_BYTES / 2 - 5) + "true" + ")".repeat(QUERY_BYTES / 2 - 5) + "}",
        "(".repeat(QUERY_BYTES / 2 - 2) + "{}" + ")".repeat(QUERY_BYTES / 2 - 2),
        "{" + "!".repeat(QUERY_BYTES - 6) + "true}",
        "{ 9" + "^9".repeat(QUERY_BYTES / 2 - 10) + " > 1 }",
        "{ 1" + "+1".repeat(QUERY_BYTES / 2 - 10) + " > 1 }",
        "{}" + ">>{}".repeat(QUERY_BYTES / 4 - 2),
        "{}" + "|{}".repeat(QUERY_BYTES / 3 - 2),
        "{}|select(" + ".a,".repeat(QUERY_BYTES / 3 - 10) + ".a)",
        "{ name =~ \"" + "(a|b)".repeat(QUERY_BYTES / 5 - 10) + "\" }",
        "{ name =~ \"" + "a?".repeat(30_000) + "\" }",
        "{ name =~ \"((a?){1000}){40}\" }",
        "{ name =~ \"(((a{1,1000}){1,1000}){1,1000})\" }",
        "{ name = \"" + "x".repeat(QUERY_BYTES) + "\" }");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void aBombEndsInAClearError(String bomb) {
    assertThatThrownBy(() -> client.stream(request(bomb)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> {
              assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(failure.getStatus().getDescription())
                  .matches("(?s)invalid TraceQL query: 1:\\d+: .{10,400}");
            });
  }

  /// Queries that are large and hard and have no match.
  static Stream<String> loads() {
    return Stream.of(
        chain(5_000, i -> "name = \"" + i + "\""),
        chain(7_000, i -> ".s=" + i),
        "{ name =~ \""
            + IntStream.range(0, 10_000).mapToObj(i -> "n" + i).collect(joined())
            + "\" }",
        "{ name =~ \""
            + IntStream.range(0, 10_000).mapToObj(i -> i * 7_919 % 10_007 + "x").collect(joined())
            + "\" }",
        "{ name =~ \"(a*)*(a|a)*b\" && name =~ \"((a+)+)+c\" && name =~ \"(.*a){20}z\" }",
        "{ name =~ \"(x+x+)+y\" || name =~ \"(.*)(.*)(.*)(.*)(.*)[0-9]q\" }",
        "{ name =~ \"a{1,200}b{1,200}\" }",
        "{ name = \"" + "x".repeat(QUERY_BYTES - 100) + "\" }");
  }

  @ParameterizedTest
  @MethodSource("loads")
  void aLargeQueryIsAnswered(String load) {
    SearchResponse answer = client.stream(request(load));

    assertThat(answer.getTracesList()).isEmpty();
    assertThat(answer.getMetrics().getInspectedSpans())
        .isEqualTo(4L * HeavyTraces.traces(REQUESTS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ } >> { } | by(name) | count() > 0",
        "{ } &>> { } | by(span:id) | coalesce() | avg(duration) >= 0s",
        "{ } !~ { } || { } << { } | select(name, span:id, trace:id, rootName)",
        "({ } | by(name) | count() > 0) && ({ } | by(kind) | max(duration) > 0s)"
      })
  void aHeavyPipelineOverEverythingIsAnswered(String query) {
    Map<String, Object> parameters = window(query);
    parameters.put("limit", 262_144);
    parameters.put("spss", 100);

    assertWholeOrPartial(client.get("/api/search", parameters));
  }

  @Test
  void everythingIsAnsweredOrThePartThatFits() {
    Map<String, Object> parameters = window("{ } | select(name, span:id, span:parentID)");
    parameters.put("limit", 262_144);
    parameters.put("spss", 100);

    assertWholeOrPartial(client.get("/api/search", parameters));
  }

  private static void assertWholeOrPartial(HttpResponse<byte[]> response) {
    assertThat(response.statusCode()).isEqualTo(200);
    int traces = SearchClient.parse(response).getTracesCount();
    if (traces < HeavyTraces.traces(REQUESTS)) {
      assertThat(traces).isPositive();
      assertThat(response.headers().firstValue("x-vivace-partial").orElse("absent"))
          .contains("more traces were found", "ask for fewer with limit");
    }
  }

  @Test
  void aTagFilterOfTooManyAlternativesIsRefused() {
    String product =
        IntStream.range(0, 500)
            .mapToObj("(span.a=%1$d || span.b=%1$d)"::formatted)
            .collect(Collectors.joining(" && ", "{", "}"));
    HttpResponse<byte[]> response = client.get("/api/v2/search/tag/name/values", window(product));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TraceClient.text(response)).contains("more than 100 alternatives; use fewer '||'");
  }

  @Test
  void aTagFilterThatIsNoQueryFiltersNothing() {
    HttpResponse<byte[]> response =
        client.get("/api/v2/search/tag/resource.service.name/values", window("(".repeat(15_000)));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(TraceClient.tree(response).at("/tagValues/0/value").asText()).isEqualTo("heavy");
  }

  private static String chain(int count, IntFunction<String> condition) {
    return IntStream.range(0, count)
        .mapToObj(condition)
        .collect(Collectors.joining("||", "{", "}"));
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining("|");
  }

  private static Map<String, Object> window(String query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("q", query);
    parameters.put("start", HeavyTraces.START_SECONDS - 10);
    parameters.put("end", HeavyTraces.START_SECONDS + 3_600);
    return parameters;
  }

  private static SearchRequest request(String query) {
    return SearchRequest.newBuilder()
        .setQuery(query)
        .setStart((int) HeavyTraces.START_SECONDS - 10)
        .setEnd((int) HeavyTraces.START_SECONDS + 3_600)
        .build();
  }
}
