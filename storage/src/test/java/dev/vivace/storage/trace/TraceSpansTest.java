package dev.vivace.storage.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.vivace.model.bytes.ProtobufWriter;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TraceSpansTest {

  private static final long MEMORY = 64L << 20;

  private final TraceSpans spans = new TraceSpans(0, MEMORY);

  @Test
  void nothingTakenIsAnEmptyMessage() {
    assertThat(spans.isEmpty()).isTrue();
    assertThat(spans.isPartial()).isFalse();
    assertThat(encode(spans)).isEmpty();
  }

  @Test
  void aSpanComesBackBelowItsResourceAndScope() throws Exception {
    take(spans, "cart", "demo", span(1, 2, 10));

    assertThat(answer(spans))
        .isEqualTo(
            TracesData.newBuilder()
                .addResourceSpans(
                    resource("cart").toBuilder()
                        .addScopeSpans(scope("demo").toBuilder().addSpans(span(1, 2, 10))))
                .build());
  }

  @Test
  void resourceScopeAndStatusAreOnTheWireThoughEmpty() throws Exception {
    byte[] envelope = {0x0A, 0x00};
    byte[] span = Span.newBuilder().setStatus(Status.getDefaultInstance()).build().toByteArray();
    int resource = spans.resource(envelope, 0, 2);
    int scope = spans.scope(envelope, 0, 2);
    spans.span(resource, scope, 0, 0, 0, span, 0, span.length);

    TracesData answer = answer(spans);

    ResourceSpans resourceSpans = answer.getResourceSpans(0);
    assertThat(resourceSpans.hasResource()).isTrue();
    assertThat(resourceSpans.getScopeSpans(0).hasScope()).isTrue();
    assertThat(resourceSpans.getScopeSpans(0).getSpans(0).hasStatus()).isTrue();
  }

  @Test
  void spansOfOneIdStayApartByKindAndByStart() throws Exception {
    take(spans, "a", "s", span(7, 2, 10));
    take(spans, "a", "s", span(7, 3, 10));
    take(spans, "a", "s", span(7, 2, 11));

    assertThat(spans.spanCount()).isEqualTo(3);
    assertThat(flat(answer(spans))).containsExactly(span(7, 2, 10), span(7, 3, 10), span(7, 2, 11));
  }

  @Test
  void ofTwinsTheFirstIsKeptWhereverTheSecondComesFrom() throws Exception {
    Span first = span(7, 2, 10).toBuilder().setName("first").build();
    take(spans, "a", "s", first);
    boolean goesOn = take(spans, "b", "t", first.toBuilder().setName("second").build());

    assertThat(goesOn).isTrue();
    assertThat(spans.contains(7, 2, 10)).isTrue();
    assertThat(spans.contains(7, 2, 11)).isFalse();
    assertThat(answer(spans).getResourceSpansCount()).isEqualTo(1);
    assertThat(flat(answer(spans))).containsExactly(first);
  }

  @Test
  void timesAndIdsOrderUnsigned() throws Exception {
    take(spans, "a", "s", span(-1, 1, 5));
    take(spans, "a", "s", span(1, 1, 5));
    take(spans, "a", "s", span(3, 1, -1));
    take(spans, "a", "s", span(2, 1, 6));

    assertThat(flat(answer(spans)))
        .containsExactly(span(1, 1, 5), span(-1, 1, 5), span(2, 1, 6), span(3, 1, -1));
  }

  @Test
  void resourcesAndScopesGoByTheirEarliestSpan() throws Exception {
    take(spans, "late", "x", span(1, 1, 30));
    take(spans, "early", "y", span(2, 1, 20));
    take(spans, "early", "x", span(3, 1, 10));
    take(spans, "late", "y", span(4, 1, 25));

    List<String> order = new ArrayList<>();
    for (ResourceSpans resource : answer(spans).getResourceSpansList()) {
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        order.add(resource.getSchemaUrl() + "/" + scope.getScope().getName());
      }
    }

    assertThat(order).containsExactly("early/x", "early/y", "late/y", "late/x");
  }

  @Test
  void equalEnvelopesOfSeveralSourcesBecomeOne() {
    byte[] padded = Arrays.copyOf(new byte[] {9}, 1 + resourceBytes("a").length);
    System.arraycopy(resourceBytes("a"), 0, padded, 1, padded.length - 1);

    int first = spans.resource(resourceBytes("a"), 0, resourceBytes("a").length);

    assertThat(spans.resource(padded, 1, padded.length - 1)).isEqualTo(first);
    assertThat(spans.resource(resourceBytes("b"), 0, resourceBytes("b").length))
        .isNotEqualTo(first);
  }

  @Test
  void theByteLimitEndsTheTraceAndIsRemembered() throws Exception {
    TraceSpans limited = new TraceSpans(1_000, MEMORY);
    int taken = 0;
    while (take(limited, "a", "s", span(taken + 1, 1, taken + 1))) {
      taken++;
    }

    assertThat(taken).isPositive();
    assertThat(limited.spanCount()).isEqualTo(taken);
    assertThat(limited.isPartial()).isTrue();
    assertThat(limited.reachedLimitBytes()).isEqualTo(1_000);
    assertThat(flat(answer(limited))).hasSize(taken);
    assertThat((long) encode(limited).length).isLessThanOrEqualTo(limited.sizeBytes());
    assertThat(limited.sizeBytes()).isBetween(900L, 1_000L);
    // What is smaller and would fit doesn't come in behind what was left out.
    assertThat(limited.span(0, 0, 99, 0, 0, new byte[0], 0, 0)).isFalse();
  }

  @Test
  void aTwinBeyondTheLimitIsNoLoss() {
    Span only = span(1, 1, 1);
    TraceSpans probe = new TraceSpans(0, MEMORY);
    take(probe, "a", "s", only);
    TraceSpans limited = new TraceSpans(probe.sizeBytes(), MEMORY);

    assertThat(take(limited, "a", "s", only)).isTrue();
    assertThat(take(limited, "a", "s", only)).isTrue();
    assertThat(limited.isPartial()).isFalse();
    assertThat(take(limited, "a", "s", span(2, 1, 1))).isFalse();
    assertThat(limited.isPartial()).isTrue();
  }

  @Test
  void aScopeCountsAgainBelowEachResource() throws Exception {
    TraceSpans limited = new TraceSpans(100_000, MEMORY);
    String hugeScope = "s".repeat(10_000);
    int taken = 0;
    while (take(limited, "resource " + taken, hugeScope, span(taken, 1, 1))) {
      taken++;
    }

    assertThat(taken).isEqualTo(9);
    assertThat(encode(limited)).hasSizeLessThan(100_000);
  }

  @Test
  void envelopesWithoutRoomRefuseTheirSpansOnly() {
    TraceSpans small = new TraceSpans(0, 10_000);
    assertThat(take(small, "a", "s", span(1, 1, 1))).isTrue();
    byte[] huge = resourceBytes("r".repeat(20_000));

    int refused = small.resource(huge, 0, huge.length);

    assertThat(small.isPartial()).isFalse();
    assertThat(small.span(refused, 0, 2, 1, 1, new byte[1], 0, 1)).isFalse();
    assertThat(small.isPartial()).isTrue();
    assertThat(small.reachedLimitBytes()).isEqualTo(10_000);
  }

  @Test
  void spansOfFewBytesMeetTheMemoryLimitByTheirColumns() {
    TraceSpans small = new TraceSpans(0, 1 << 20);
    int resource = small.resource(resourceBytes("a"), 0, resourceBytes("a").length);
    int scope = small.scope(scopeBytes("s"), 0, scopeBytes("s").length);
    int taken = 0;
    while (small.span(resource, scope, taken, 0, 0, new byte[0], 0, 0)) {
      taken++;
    }

    assertThat(taken).isLessThan((1 << 20) / 64);
    assertThat(small.reachedLimitBytes()).isEqualTo(1 << 20);
  }

  @Test
  void impossibleLimitsAreRefused() {
    assertThatThrownBy(() -> new TraceSpans(-1, MEMORY))
        .hasMessage("maxBytes: -1 (expected: >= 0)");
    assertThatThrownBy(() -> new TraceSpans(0, 0))
        .hasMessage("maxMemoryBytes: 0 (expected: 1 to 1073741824)");
  }

  @Test
  void theAnswerDependsOnTheSpansAndNotOnTheirArrival() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Object[]> taken = randomSpans(random);
      TracesData expected = expectedAnswer(taken);
      Collections.shuffle(taken, random);
      TraceSpans shuffled = new TraceSpans(0, MEMORY);
      taken.forEach(s -> take(shuffled, (String) s[0], (String) s[1], (Span) s[2]));

      assertThat(answer(shuffled)).as("seed %d, round %d", seed, round).isEqualTo(expected);
      assertThat((long) encode(shuffled).length).isLessThanOrEqualTo(shuffled.sizeBytes());
    }
  }

  @Test
  @Timeout(20)
  void aTraceOfThreeHundredThousandSpansIsWrittenInOrder() throws Exception {
    int count = 300_000;
    Random random = new Random(1);
    byte[] scopeBytes = scopeBytes("s");
    for (int i = 0; i < count; i++) {
      byte[] span = new byte[40];
      byte[] resourceBytes = resourceBytes("r" + i % 100);
      int resource = spans.resource(resourceBytes, 0, resourceBytes.length);
      int scope = spans.scope(scopeBytes, 0, scopeBytes.length);
      long start = i % 2 == 0 ? random.nextLong() : i;
      spans.span(resource, scope, i, 1, start, span, 0, span.length);
    }
    ProtobufWriter out = new ProtobufWriter((int) spans.sizeBytes());
    spans.writeTracesData(out);

    assertThat(spans.spanCount()).isEqualTo(count);
    assertThat((long) out.length()).isBetween(spans.sizeBytes() - 2_000, spans.sizeBytes());
  }

  /// Resource, scope and span each; no identity twice.
  private static List<Object[]> randomSpans(Random random) {
    List<Object[]> taken = new ArrayList<>();
    Set<List<Object>> identities = new HashSet<>();
    int count = random.nextInt(60);
    for (int i = 0; i < count; i++) {
      Span span = span(random.nextInt(8) - 4, random.nextInt(3), random.nextInt(6) - 3);
      if (identities.add(List.of(span.getSpanId(), span.getKind(), span.getStartTimeUnixNano()))) {
        taken.add(new Object[] {"r" + random.nextInt(5), "s" + random.nextInt(3), span});
      }
    }
    return taken;
  }

  /// The same in the plain way: sort, then group by maps that keep the order of insertion.
  private static TracesData expectedAnswer(List<Object[]> taken) {
    List<Object[]> sorted = new ArrayList<>(taken);
    sorted.sort(
        Comparator.<Object[], Long>comparing(
                s -> ((Span) s[2]).getStartTimeUnixNano(), Long::compareUnsigned)
            .thenComparing(s -> id((Span) s[2]), Long::compareUnsigned)
            .thenComparing(s -> ((Span) s[2]).getKindValue()));
    Map<String, ResourceSpans.Builder> resources = new HashMap<>();
    Map<String, ScopeSpans.Builder> scopes = new HashMap<>();
    List<String> resourceOrder = new ArrayList<>();
    List<String[]> scopeOrder = new ArrayList<>();
    for (Object[] s : sorted) {
      String resource = (String) s[0];
      String scope = (String) s[1];
      if (resources.putIfAbsent(resource, resource(resource).toBuilder()) == null) {
        resourceOrder.add(resource);
      }
      if (scopes.putIfAbsent(resource + "/" + scope, scope(scope).toBuilder()) == null) {
        scopeOrder.add(new String[] {resource, scope});
      }
      scopes.get(resource + "/" + scope).addSpans((Span) s[2]);
    }
    for (String[] pair : scopeOrder) {
      resources.get(pair[0]).addScopeSpans(scopes.get(pair[0] + "/" + pair[1]));
    }
    TracesData.Builder data = TracesData.newBuilder();
    resourceOrder.forEach(resource -> data.addResourceSpans(resources.get(resource)));
    return data.build();
  }

  private static boolean take(TraceSpans target, String resource, String scope, Span span) {
    byte[] bytes = span.toByteArray();
    return target.span(
        target.resource(resourceBytes(resource), 0, resourceBytes(resource).length),
        target.scope(scopeBytes(scope), 0, scopeBytes(scope).length),
        id(span),
        span.getKindValue(),
        span.getStartTimeUnixNano(),
        bytes,
        0,
        bytes.length);
  }

  private static byte[] encode(TraceSpans spans) {
    ProtobufWriter out = new ProtobufWriter(16);
    spans.writeTracesData(out);
    return out.toByteArray();
  }

  private static TracesData answer(TraceSpans spans) throws InvalidProtocolBufferException {
    return TracesData.parseFrom(encode(spans));
  }

  private static List<Span> flat(TracesData data) {
    return data.getResourceSpansList().stream()
        .flatMap(resource -> resource.getScopeSpansList().stream())
        .flatMap(scope -> scope.getSpansList().stream())
        .toList();
  }

  private static Span span(long id, int kind, long start) {
    return Span.newBuilder()
        .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip()))
        .setKindValue(kind)
        .setStartTimeUnixNano(start)
        .setStatus(Status.getDefaultInstance())
        .build();
  }

  private static long id(Span span) {
    return span.getSpanId().asReadOnlyByteBuffer().getLong();
  }

  private static ResourceSpans resource(String name) {
    return ResourceSpans.newBuilder()
        .setResource(Resource.getDefaultInstance())
        .setSchemaUrl(name)
        .build();
  }

  private static ScopeSpans scope(String name) {
    return ScopeSpans.newBuilder()
        .setScope(InstrumentationScope.newBuilder().setNameBytes(ByteString.copyFrom(name, UTF_8)))
        .build();
  }

  private static byte[] resourceBytes(String name) {
    return resource(name).toByteArray();
  }

  private static byte[] scopeBytes(String name) {
    return scope(name).toByteArray();
  }
}
