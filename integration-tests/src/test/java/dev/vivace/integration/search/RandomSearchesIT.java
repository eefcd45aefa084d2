package dev.vivace.integration.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.GrpcSender;
import dev.vivace.integration.wire.Outcome;
import dev.vivace.integration.wire.TraceClient;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.traceql.RandomQueries;
import dev.vivace.traceql.ast.CanonicalText;
import dev.vivace.traceql.ast.Query;
import dev.vivace.traceql.oracle.PlainOtlp;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.oracle.RandomTraces;
import dev.vivace.traceql.oracle.SearchOracle;
import dev.vivace.traceql.oracle.SentParts;
import dev.vivace.traceql.result.FoundTrace;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Random searches over HTTP find what the language's oracle finds, in random traces that lie in
/// two blocks, the live head, and in parts in several of them. `-Dvivace.random.searches=N` asks
/// more, `-Dvivace.seed=N` the same again.
class RandomSearchesIT {

  @RegisterExtension final Servers servers = new Servers();

  private static final int SEARCHES = TestRun.count("vivace.random.searches", 300);
  private static final int TRACES = 60;
  private static final int BLOCKS = 2;
  private static final int ALL_SPANS = 100;
  private static final long START_SECONDS = 1_700_000_100;
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final long LONGEST_SECONDS = 3_600; // Traces begin within ten minutes.
  private static final Duration BLOCKS_DEADLINE = Duration.ofSeconds(60);

  private static final Comparator<FoundTrace> NEWEST_FIRST =
      ((Comparator<FoundTrace>)
              (one, two) -> Long.compareUnsigned(two.startUnixNanos(), one.startUnixNanos()))
          .thenComparing(FoundTrace::traceHigh, Long::compareUnsigned)
          .thenComparing(FoundTrace::traceLow, Long::compareUnsigned);

  private final long seed = TestRun.seed();
  private final Random random = new Random(seed);

  @Test
  void searchesFindWhatTheOracleFinds() {
    System.out.printf("RandomSearchesIT: -Dvivace.seed=%d%n", seed);
    List<PlainTrace> traces = traces();
    try (SearchClient client = new SearchClient(serverWith(traces))) {
      assertThatTracesAreSplit(traces, client.http());
      RandomQueries queries = new RandomQueries(random);
      int found = 0;
      for (int i = 0; i < SEARCHES; i++) {
        found += assertSameAnswer(queries.nextValid(true), traces, client);
      }
      assertThat(found).as("traces of all answers").isGreaterThan(SEARCHES);
    }
  }

  /// Traces of which something has a clock: others are nowhere in time.
  private List<PlainTrace> traces() {
    RandomTraces made = new RandomTraces(random, START_SECONDS * NANOS_A_SECOND);
    return Stream.generate(made::next)
        .filter(trace -> trace.startUnixNanos() != 0)
        .limit(TRACES)
        .toList();
  }

  private VivaceProcess serverWith(List<PlainTrace> traces) {
    List<ExportTraceServiceRequest> requests =
        SentParts.ofOtherTimes(traces, random).stream()
            .map(part -> PlainOtlp.request(part.traceId(), part.spans()))
            .toList();
    int third = requests.size() / (BLOCKS + 1);
    Path folder = servers.newFolder();
    VivaceProcess sealing = servers.start(folder, Settings.unlimited().withBlocksAtOnce());
    for (int block = 0; block < BLOCKS; block++) {
      List<ExportTraceServiceRequest> ofBlock =
          requests.subList(block * third, (block + 1) * third);
      send(sealing, ofBlock);
      awaitInBlocks(sealing, ofBlock);
    }
    assertThat(sealing.terminate()).as("exit code").isZero();
    VivaceProcess server = servers.start(folder, Settings.unlimited());
    send(server, requests.subList(BLOCKS * third, requests.size()));
    return server;
  }

  private static void send(VivaceProcess server, List<ExportTraceServiceRequest> requests) {
    try (GrpcSender sender = GrpcSender.plain(server.otlpGrpc())) {
      for (ExportTraceServiceRequest request : requests) {
        assertThat(sender.send(request.toByteArray()).outcome()).isEqualTo(Outcome.STORED);
      }
    }
  }

  private static void awaitInBlocks(
      VivaceProcess server, List<ExportTraceServiceRequest> requests) {
    Comparison sent = Comparison.with(requests);
    try (TraceClient client = new TraceClient(server.http())) {
      await("everything in blocks")
          .atMost(BLOCKS_DEADLINE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> sent.check(client::byIdFromBlocks).nothingMissing());
    }
  }

  /// Some are in blocks alone, some in the head alone, some in both.
  private static void assertThatTracesAreSplit(List<PlainTrace> traces, TraceClient client) {
    Map<String, Integer> places = new LinkedHashMap<>();
    for (PlainTrace trace : traces) {
      ByteString id = ByteString.fromHex(trace.traceId());
      int inBlocks = spans(client.byIdFromBlocks(id));
      int all = spans(client.byId(id));
      assertThat(all).as("spans of trace %s", trace.traceId()).isEqualTo(trace.spans().size());
      places.merge(inBlocks == 0 ? "head" : inBlocks == all ? "blocks" : "both", 1, Integer::sum);
    }
    assertThat(places.keySet()).containsExactlyInAnyOrder("head", "blocks", "both");
  }

  private static int spans(TracesData trace) {
    return trace.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .mapToInt(scope -> scope.getSpansCount())
        .sum();
  }

  /// Returns how many traces the answer has.
  private int assertSameAnswer(Query query, List<PlainTrace> traces, SearchClient client) {
    boolean hasWindow = random.nextInt(3) == 0;
    long start = hasWindow ? START_SECONDS + random.nextInt(600) : START_SECONDS;
    long end = start + (hasWindow ? 1 + random.nextInt(200) : LONGEST_SECONDS);
    int limit = random.nextInt(3) == 0 ? 1 + random.nextInt(5) : TRACES;
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("q", CanonicalText.of(query));
    parameters.put("start", start);
    parameters.put("end", end);
    parameters.put("limit", limit);
    parameters.put("spss", ALL_SPANS);
    SearchResponse answer = client.search(parameters);

    assertThat(answer.getTracesList().stream().map(ComparableTrace::of))
        .as("seed %d, %s", seed, parameters)
        .containsExactlyElementsOf(
            traces.stream()
                .filter(trace -> overlaps(trace, start, end))
                .map(trace -> SearchOracle.answer(query, trace))
                .flatMap(found -> found.stream())
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .map((Function<FoundTrace, String>) ComparableTrace::of)
                .toList());
    return answer.getTracesCount();
  }

  /// In whole seconds, both ends in.
  private static boolean overlaps(PlainTrace trace, long startSeconds, long endSeconds) {
    long start = trace.startUnixNanos();
    return start / NANOS_A_SECOND <= endSeconds
        && (start + trace.durationNanos()) / NANOS_A_SECOND >= startSeconds;
  }
}
