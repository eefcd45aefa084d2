package dev.vivace.storage.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.otlp.RandomRequests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random spans of random traces, in pieces over heads and blocks: at every moment a query sees
/// each span once and each trace whole.
class TableCatalogRandomTest {

  private static final int STEPS = 40;
  private static final long BASE = 1_700_000_000_000_000_000L;

  private final TenantFixture tenant = new TenantFixture();
  private final List<TenantFixture.Cut> waiting = new ArrayList<>();
  private final List<ExportTraceServiceRequest> again = new ArrayList<>();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void eachSpanIsSeenOnceAndEachTraceIsWhole(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    Random random = new Random(seed);
    int joined = 0;
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> cut(random);
        case 2, 3 -> sealOldest();
        default -> append(requests.next(), random);
      }
      if (step % 4 == 3) {
        joined += tenant.assertAllIsSeenOnce();
      }
    }
    joined += tenant.assertAllIsSeenOnce();
    assertThat(joined).as("spans of split traces").isPositive();
  }

  private void cut(Random random) {
    int traces = tenant.growing().head().traces().count();
    boolean[] carried = new boolean[traces];
    for (int i = 0; i < traces; i++) {
      carried[i] = random.nextInt(3) == 0;
    }
    waiting.add(tenant.cut(carried));
  }

  private void sealOldest() {
    if (!waiting.isEmpty()) {
      tenant.seal(waiting.removeFirst());
    }
  }

  /// Appends some spans of the request now, the others later, and some of them twice.
  private void append(ExportTraceServiceRequest request, Random random) {
    ExportTraceServiceRequest timely = withNearTimes(request, random);
    tenant.append(some(timely, random));
    again.add(timely);
    tenant.append(some(again.get(random.nextInt(again.size())), random));
  }

  private static ExportTraceServiceRequest withNearTimes(
      ExportTraceServiceRequest request, Random random) {
    ExportTraceServiceRequest.Builder builder = request.toBuilder();
    for (ResourceSpans.Builder resource : builder.getResourceSpansBuilderList()) {
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        for (Span.Builder span : scope.getSpansBuilderList()) {
          span.setStartTimeUnixNano(BASE + random.nextInt(1_000_000));
          span.setEndTimeUnixNano(BASE + random.nextInt(1_000_000));
        }
      }
    }
    return builder.build();
  }

  private static ExportTraceServiceRequest some(ExportTraceServiceRequest request, Random random) {
    ExportTraceServiceRequest.Builder builder = request.toBuilder();
    for (ResourceSpans.Builder resource : builder.getResourceSpansBuilderList()) {
      for (ScopeSpans.Builder scope : resource.getScopeSpansBuilderList()) {
        List<Span> chosen =
            scope.getSpansList().stream().filter(_ -> random.nextBoolean()).toList();
        scope.clearSpans().addAllSpans(chosen);
      }
    }
    return builder.build();
  }
}
