package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.QueryRangeRequest;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever series are asked for, the server answers in bounded time and memory, with a clear error
/// or with what it could count, and goes on.
class HostileMetricsIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  // Ten times what the slowest of them takes on a busy machine.
  private static final Duration SLOWEST = Duration.ofSeconds(40);
  private static final int REQUESTS = 50;
  private static final int CALLERS = 12;
  private static final int MAX_ATTEMPTS = 50;
  private static final int SPANS = 4 * HeavyTraces.traces(REQUESTS);
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long START = HeavyTraces.START_SECONDS - 10;
  private static final long END = HeavyTraces.START_SECONDS + 3_600;
  private static final int MAX_MESSAGE_BYTES = 2 << 20;

  private static VivaceProcess server;
  private static MetricsClient client;

  private long startedNanos;

  @BeforeAll
  static void storeMuch() {
    server = SERVERS.start(Settings.unlimited());
    client = new MetricsClient(server);
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
    assertThat(client.instant(window("{ } | count_over_time()")).getSeries(0).getValue())
        .isEqualTo(SPANS);
    assertThat(server.log())
        .doesNotContain("OutOfMemoryError", "StackOverflowError", "internal error");
  }

  @AfterAll
  static void closeClient() {
    client.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '~',
      value = {
        "q={}|rate()&start=1700000000&end=1702592000&step=1 ~ step of 1s is too small, minimum step for given range is 4m19.2s",
        "q={}|rate()&start=1700000000&end=1702592001 ~ metrics query time range exceeds the maximum allowed duration of 720h0m0s",
        "q={}|rate()&start=0&end=4294967295 ~ metrics query time range exceeds",
        "q={}|rate()&start=20&end=10 ~ http parameter start must be before end. received start=20",
        "q={}|rate()&step=1ns ~ step of 1ns is too small, minimum step for given range is 360ms",
        "q={}|rate()&step=1d ~ step: '1d' (expected: seconds, or a duration such as 15s",
        "q={}|rate()&step=-1 ~ step: '-1' (expected: seconds",
        "q={}|rate()&step=1e99 ~ step: '1e99' (expected: seconds",
        "q={}|rate()&step=99999999999999999999h ~ (expected: seconds, or a duration",
        "q={}|rate()&since=yesterday ~ since: 'yesterday' (expected: a duration such as 30m",
        "q={}|rate()&since=9999999999y ~ metrics query time range exceeds",
        "q={}|rate()&exemplars=-1 ~ exemplars: '-1' (expected: a whole number, at least 0)",
        "q={}|rate()&maxSeries=1e3 ~ maxSeries: '1e3' (expected: a whole number, at least 0)",
        "q={} ~ invalid TraceQL query: 1:1: not a metrics query",
        "start=10&end=20 ~ q: nothing found (expected: a metrics query",
        "q={}|topk(3) ~ invalid TraceQL query: 1:4: ",
        "q={}|rate()|topk(0) ~ invalid TraceQL query: 1:",
        "q={}|quantile_over_time(duration,2) ~ invalid TraceQL query: 1:4: ",
        "q={}|rate()by(.a,.b,.c,.d,.e,.f) ~ (limit: 5)",
      })
  void nonsenseIsRefusedWithAReason(String parameters, String reason) {
    Map<String, String> each = new LinkedHashMap<>();
    for (String parameter : parameters.split("&", -1)) {
      each.put(parameter.split("=", 2)[0], parameter.split("=", 2)[1]);
    }
    HttpResponse<byte[]> response = client.getRange(each);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(TraceClient.text(response)).contains(reason);
  }

  @Test
  void aQueryOverTheLimitIsRefused() {
    assertRefused("{ name = \"" + "x".repeat(128 << 10) + "\" } | rate()");
  }

  /// Texts that nest or chain as deep as 128 KiB allow.
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void aBombEndsInAClearError(int kind) {
    String rate = "({}|rate())";
    assertRefused(
        List.of(
                "(".repeat(60_000) + "{}|rate()" + ")".repeat(60_000),
                rate + ("+" + rate).repeat(9_000),
                rate + "*" + "(".repeat(60_000) + "2" + ")".repeat(60_000),
                "{}|rate()" + "|topk(1)".repeat(15_000),
                "{}|compare({" + "(".repeat(60_000) + "true" + ")".repeat(60_000) + "})")
            .get(kind));
  }

  private static void assertRefused(String query) {
    assertThatThrownBy(() -> client.stream(request(query).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> {
              assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(failure.getStatus().getDescription())
                  .matches("(?s)invalid TraceQL query: 1:\\d+: .{10,400}");
            });
  }

  /// As many groups as there are spans, over ten thousand intervals.
  @Test
  void moreSeriesThanMemoryAllowsAreAPartOfThem() {
    List<QueryRangeResponse> messages =
        client.stream(
            request("{ } | count_over_time() by (name, span:id)")
                .setStep(NANOS_A_SECOND / 2)
                .build());

    assertThat(messages).allMatch(message -> message.getSerializedSize() <= MAX_MESSAGE_BYTES);
    assertThat(messages.getLast().getStatus()).isEqualTo(PartialStatus.PARTIAL);
    assertThat(messages.getLast().getMessage()).contains("what a query may keep");
    assertThat(messages.stream().mapToInt(QueryRangeResponse::getSeriesCount).sum())
        .isPositive()
        .isLessThan(SPANS);
  }

  @Test
  void theSameOverHttpIsPartialToo() {
    Map<String, Object> parameters = window("{ } | count_over_time() by (name, span:id)");
    parameters.put("step", "500ms");
    QueryRangeResponse answer = client.range(parameters);

    assertThat(answer.getStatus()).isEqualTo(PartialStatus.PARTIAL);
    assertThat(answer.getSeriesList()).isNotEmpty();
    assertThat(answer.getMessage()).contains("what a query may keep");
  }

  @Test
  void manyOfThemAtTheSameTimeAreAnswered() throws InterruptedException {
    Map<String, Object> parameters = window("{ } | rate() by (name, span:id)");
    parameters.put("step", "500ms");
    Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(Thread.ofPlatform().start(() -> statuses.add(statusOfRange(parameters))));
    }
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(statuses).hasSize(CALLERS).containsOnly(200);
  }

  /// What a caller gets who asks again while too many large answers wait for their readers.
  private int statusOfRange(Map<String, Object> parameters) {
    int status = 0;
    for (int attempt = 0; attempt < MAX_ATTEMPTS && status != 200; attempt++) {
      status = client.getRange(parameters).statusCode();
      assertThat(status).isIn(200, 503);
    }
    return status;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ } | count_over_time() by (name) | topk(1000000000)",
        "{ } | count_over_time() by (name) | bottomk(9223372036854775807)",
        "{ } | compare({ duration > 1us }, 1000000)",
        "{ } | compare({ })",
        "{ } >> { } | rate() by (name, span:id, trace:id)",
        "{ } &>> { } | by(name) | count() > 0 | histogram_over_time(duration) by (name)",
        "{ } | select(name) | quantile_over_time(duration, .5, .9) by (name, span:id)",
        "({ } | rate() by (name)) / ({ } | rate() by (name)) * ({ } | rate() by (name))",
        "{ name =~ \"(a*)*(a|a)*b\" } | rate() by (name)",
      })
  void aHeavyQueryOverEverythingIsAnswered(String query) {
    for (String step : List.of("15s", "500ms")) {
      Map<String, Object> parameters = window(query);
      parameters.put("exemplars", Integer.MAX_VALUE);
      parameters.put("step", step);
      QueryRangeResponse answer = client.range(parameters);

      assertThat(answer.getMetrics().getInspectedSpans()).isLessThanOrEqualTo(SPANS);
      if (answer.getStatus() == PartialStatus.PARTIAL) {
        assertThat(answer.getMessage()).isNotEmpty();
      } else {
        assertThat(answer.getMetrics().getCompletedJobs())
            .isEqualTo(answer.getMetrics().getTotalJobs());
      }
    }
  }

  @Test
  void aThousandQuantilesAreAnsweredOrRefused() {
    String quantiles =
        IntStream.rangeClosed(1, 1_000)
            .mapToObj(i -> Double.toString(i / 1_000.0))
            .collect(Collectors.joining(","));
    HttpResponse<byte[]> response =
        client.getRange(window("{ } | quantile_over_time(duration, " + quantiles + ")"));

    assertThat(response.statusCode()).isIn(200, 400);
  }

  private static Map<String, Object> window(String query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("q", query);
    parameters.put("start", START);
    parameters.put("end", END);
    return parameters;
  }

  private static QueryRangeRequest.Builder request(String query) {
    return QueryRangeRequest.newBuilder()
        .setQuery(query)
        .setStart(START * NANOS_A_SECOND)
        .setEnd(END * NANOS_A_SECOND);
  }
}
