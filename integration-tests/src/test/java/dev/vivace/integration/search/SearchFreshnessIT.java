package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.SearchResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A search sees what was acknowledged a moment ago, and what it says of a trace is right at every
/// moment: also when the root arrives last.
class SearchFreshnessIT {
  @RegisterExtension final Servers servers = new Servers();

  private static final Duration BLOCKS_DEADLINE = Duration.ofSeconds(60);
  private static final int SPANS = 20;
  private static final String WITHOUT_ROOT =
      "5f000000000000000000000000000a0a <root span not yet received>/ 1700000100300000000 500 ms"
          + " cart=1/1 db=2/1";
  private static final String WHOLE =
      "5f000000000000000000000000000a0a web/GET /cart 1700000100000000000 1000 ms"
          + " cart=1/1 db=2/1 web=2/0";

  // What is promised is one second; ten times that where other things run on the machine, too.
  private final Duration promised = Duration.ofMillis(TestRun.count("vivace.fresh.millis", 10_000));

  private static final Duration LATE = Duration.ofHours(3);
  private static final String WITH_LATE_ROOT =
      "5f000000000000000000000000000a0a web/GET /cart 1700000100300000000 10800700 ms"
          + " cart=1/1 db=2/1 web=1/0";

  private VivaceProcess server;
  private GrpcSender sender;
  private SearchClient client;

  private void start(Settings settings) {
    server = servers.start(settings);
    sender = GrpcSender.plain(server.otlpGrpc());
    client = new SearchClient(server);
  }

  @AfterEach
  void close() {
    sender.close();
    client.close();
  }

  @Test
  void aSpanIsFoundWithinTheSecondAfterItsAnswer() {
    start(Settings.unlimited());
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < SPANS; i++) {
      ExportTraceServiceRequest request = HeavyTraces.request(i);
      send(request);
      long acknowledged = System.nanoTime();
      String id =
          TraceClient.hex(request.getResourceSpans(0).getScopeSpans(0).getSpans(0).getTraceId());
      awaitUntil("trace " + id, "{ trace:id = \"" + id + "\" }", found -> found.size() == 1);
      Duration taken = Duration.ofNanos(System.nanoTime() - acknowledged);
      slowest = taken.compareTo(slowest) > 0 ? taken : slowest;
    }
    System.out.printf("the slowest of %d spans was found after %s%n", SPANS, slowest);
    assertThat(slowest).isLessThan(promised);
  }

  @Test
  void theRootMayArriveLast() {
    start(Settings.unlimited());
    send(WorkedTraces.request(List.of("a3", "a4", "a5")::contains));
    awaitTrace(WITHOUT_ROOT);

    send(WorkedTraces.request(List.of("a1", "a2")::contains));
    awaitTrace(WHOLE);
  }

  @Test
  void theRootMayArriveWhenTheRestIsInABlock() {
    start(Settings.unlimited().withBlocksAtOnce());
    ExportTraceServiceRequest children = WorkedTraces.request(List.of("a3", "a4", "a5")::contains);
    send(children);
    awaitInBlocks(children);
    awaitTrace(WITHOUT_ROOT);

    send(WorkedTraces.request(List.of("a1", "a2")::contains));
    awaitTrace(WHOLE);
    await("the root in blocks, too")
        .atMost(BLOCKS_DEADLINE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              assertThat(traces("{ status = error }")).containsExactly(WHOLE);
              return Comparison.with(List.of(WorkedTraces.request(name -> name.startsWith("a"))))
                  .check(client.http()::byIdFromBlocks)
                  .nothingMissing();
            });
    assertThat(traces("{ status = error }")).containsExactly(WHOLE);
  }

  /// Nobody lists such a trace as split, and the search is of the children's hour alone.
  @Test
  void theRootMayBeOfAnotherHour() {
    start(Settings.unlimited().withBlocksAtOnce());
    ExportTraceServiceRequest children = WorkedTraces.request(List.of("a3", "a4", "a5")::contains);
    send(children);
    awaitInBlocks(children);

    ExportTraceServiceRequest root = late(WorkedTraces.request("a1"::equals));
    send(root);
    awaitTrace(WITH_LATE_ROOT);
    awaitInBlocks(root);
    assertThat(traces("{ status = error }")).containsExactly(WITH_LATE_ROOT);
  }

  private static ExportTraceServiceRequest late(ExportTraceServiceRequest request) {
    ExportTraceServiceRequest.Builder late = request.toBuilder();
    Span.Builder span = late.getResourceSpansBuilder(0).getScopeSpansBuilder(0).getSpansBuilder(0);
    span.setStartTimeUnixNano(span.getStartTimeUnixNano() + LATE.toNanos())
        .setEndTimeUnixNano(span.getEndTimeUnixNano() + LATE.toNanos());
    return late.build();
  }

  private void awaitInBlocks(ExportTraceServiceRequest request) {
    await("all in blocks")
        .atMost(BLOCKS_DEADLINE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                Comparison.with(List.of(request))
                    .check(client.http()::byIdFromBlocks)
                    .nothingMissing());
  }

  private void awaitTrace(String expected) {
    awaitUntil(expected, "{ status = error }", found -> found.equals(List.of(expected)));
  }

  private void awaitUntil(String what, String query, Predicate<List<String>> condition) {
    await(what)
        .atMost(promised)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> traces(query), condition);
  }

  private List<String> traces(String query) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("q", query);
    parameters.put("start", HeavyTraces.START_SECONDS - 10);
    parameters.put("end", HeavyTraces.START_SECONDS + 3_600);
    SearchResponse answer = client.search(parameters);
    return ShownAnswer.traces(answer);
  }

  private void send(ExportTraceServiceRequest request) {
    assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
  }
}
