package dev.vivace.storage.head;

import static dev.vivace.storage.head.TestSpans.id;
import static dev.vivace.storage.head.TestSpans.number;
import static dev.vivace.storage.head.TestSpans.span;
import static dev.vivace.storage.head.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What heads take: a tenant that sends a handful of ordinary spans costs little, and what is
/// counted is what the heap pays.
class IdleTenantTest {

  private static final int SPANS = 10;
  private static final List<String> SERVICES = List.of("frontend", "checkout", "payment");
  private static final long START = 1_700_000_000_000_000_000L;
  private static final long MILLISECOND = 1_000_000;

  private final HeadFixture fixture = new HeadFixture();

  @Test
  void aThousandTenantsOfTenSpansTakeEightMebibytes() {
    HeadMemory memory = new HeadMemory(0);
    List<LiveHead> heads = Stream.generate(() -> idleTenant(memory)).limit(1_000).toList();

    assertThat(heads).allSatisfy(head -> assertThat(head.rowCount()).isEqualTo(SPANS));
    assertThat(memory.usedBytes()).isLessThanOrEqualTo(8 << 20);
  }

  /// Many heads at once, so that what else happens in the heap is little beside them.
  @ParameterizedTest(name = "{0} heads of {1} wide spans")
  @CsvSource({"3000, 0", "2000, 1", "20, 300"})
  void theCountIsNearTheTruth(int headCount, int wideSpans) {
    fill(new LiveHead[2], new HeadMemory(0), wideSpans); // classes and buffers are there afterwards
    LiveHead[] heads = new LiveHead[headCount];
    HeadMemory counted = new HeadMemory(0);
    long before = settledHeap();
    fill(heads, counted, wideSpans);
    long truth = settledHeap() - before;

    assertThat(heads[headCount - 1].rowCount()).isPositive();
    assertThat((double) counted.usedBytes()).isBetween(truth * 0.95, truth * 1.05);
  }

  private void fill(LiveHead[] heads, HeadMemory memory, int wideSpans) {
    for (int h = 0; h < heads.length; h++) {
      heads[h] = wideSpans == 0 ? idleTenant(memory) : new LiveHead(memory);
      for (int i = 0; i < wideSpans; i++) {
        heads[h].append(fixture.decode(wide(i)), SpanFilter.ALL, i, i, i);
      }
    }
  }

  private LiveHead idleTenant(HeadMemory memory) {
    LiveHead head = new LiveHead(memory);
    for (int service = 0; service < SERVICES.size(); service++) {
      head.append(fixture.decode(request(service)), SpanFilter.ALL, service, START, START);
    }
    return head;
  }

  private static ExportTraceServiceRequest request(int service) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder()
            .setScope(
                InstrumentationScope.newBuilder()
                    .setName("io.opentelemetry.http-server")
                    .setVersion("2.9.0"));
    IntStream.range(0, SPANS)
        .filter(i -> i % SERVICES.size() == service)
        .forEach(i -> scope.addSpans(ordinary(i)));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder().setResource(resource(service)).addScopeSpans(scope))
        .build();
  }

  private static Resource.Builder resource(int service) {
    return Resource.newBuilder()
        .addAttributes(text("service.name", SERVICES.get(service)))
        .addAttributes(text("service.version", "1.4." + service))
        .addAttributes(text("host.name", "node-17"))
        .addAttributes(text("telemetry.sdk.language", "java"));
  }

  /// A span with eight attributes; two of ten have an event.
  private static Span.Builder ordinary(int i) {
    long start = START + i * MILLISECOND;
    Span.Builder span =
        span(i / SERVICES.size(), i + 1, i % SERVICES.size() == 0 ? 0 : i)
            .setTraceId(id(0x5eed_0000L, 0x1234_5678_9abcL + i / SERVICES.size()))
            .setName(i % 2 == 0 ? "GET /cart/{id}" : "POST /orders")
            .setKindValue(2 + i % 2)
            .setFlags(0x101)
            .setStartTimeUnixNano(start)
            .setEndTimeUnixNano(start + 7 * MILLISECOND)
            .addAttributes(text("http.request.method", i % 2 == 0 ? "GET" : "POST"))
            .addAttributes(text("url.path", "/cart/" + 1000 + i))
            .addAttributes(text("url.scheme", "https"))
            .addAttributes(text("http.route", i % 2 == 0 ? "/cart/{id}" : "/orders"))
            .addAttributes(text("server.address", "shop.example.com"))
            .addAttributes(text("network.protocol.version", "1.1"))
            .addAttributes(number("server.port", 8443))
            .addAttributes(number("http.response.status_code", i % 5 == 0 ? 500 : 200));
    return i % 5 == 0 ? span.addEvents(exception(start)) : span;
  }

  private static Span.Event.Builder exception(long start) {
    return Span.Event.newBuilder()
        .setName("exception")
        .setTimeUnixNano(start + MILLISECOND)
        .addAttributes(text("exception.type", "java.io.IOException"))
        .addAttributes(text("exception.message", "connection reset by peer"));
  }

  private static ExportTraceServiceRequest wide(int i) {
    Span.Builder span = span(i + 1, i + 1, 0);
    for (int a = 0; a < 100; a++) {
      span.addAttributes(text("attribute " + a, "value " + i));
    }
    return TestSpans.request(span);
  }

  /// The serial collector leaves dead objects where they lie, up to a share of the heap, in three
  /// of four full collections.
  private static long settledHeap() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
