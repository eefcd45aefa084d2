package dev.vivace.traceql.oracle;

import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes traces from a seed: of the keys and values that [dev.vivace.traceql.RandomQueries] asks
/// for, with every irregularity of trees, types and clocks.
public final class RandomTraces {

  private static final long SECOND = 1_000_000_000L;
  private static final HexFormat HEX = HexFormat.of();
  private static final List<String> KEYS =
      List.of(
          "a", "size", "env", "tags", "nums", "x.y", "a-1", "span.a", "a b", "http.status_code");
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "GET x",
          "prod",
          "20",
          "back`tick",
          "cr\r",
          "line\nfeed",
          "😀",
          "nil",
          "7",
          "ab");

  private final Random random;
  private final long startNanos;
  private int resources;

  /// @param startNanos around which traces start
  public RandomTraces(Random random, long startNanos) {
    this.random = random;
    this.startNanos = startNanos;
  }

  /// The next trace, of up to a dozen spans.
  public PlainTrace next() {
    return PlainTrace.of(
        HEX.toHexDigits(oneIn(4) ? 0 : random.nextLong()) + HEX.toHexDigits(random.nextLong()),
        spans(1 + random.nextInt(oneIn(3) ? 12 : 5)));
  }

  private List<PlainSpan> spans(int count) {
    long start = startNanos + random.nextLong(600 * SECOND);
    List<PlainResource> ofTrace = list(1, 3, this::resource);
    List<PlainSpan> spans = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      spans.add(span(spans, start, any(ofTrace)));
    }
    return distinct(spans);
  }

  /// Spans of one id, kind and start are one span: later ones are left out.
  private static List<PlainSpan> distinct(List<PlainSpan> spans) {
    Map<List<Object>, PlainSpan> byIdentity = new LinkedHashMap<>();
    for (PlainSpan span : spans) {
      byIdentity.putIfAbsent(List.of(span.spanId(), span.kind(), span.startUnixNanos()), span);
    }
    return List.copyOf(byIdentity.values());
  }

  private PlainSpan span(List<PlainSpan> before, long traceStart, PlainResource resource) {
    String id =
        !before.isEmpty() && oneIn(12)
            ? any(before).spanId()
            : HEX.toHexDigits(1 + (random.nextLong() >>> 1));
    return new PlainSpan(
        id,
        parent(before, id),
        oneIn(2) ? any(TEXTS) : any(List.of("GET /cart", "SELECT", "a")),
        any(List.of(Kind.values())),
        any(List.of(Status.values())),
        oneIn(5) ? any(TEXTS) : "",
        oneIn(60) ? 0 : traceStart + random.nextLong(5 * SECOND),
        random.nextLong(1L << random.nextInt(1, 40)),
        resource,
        attributes(4),
        oneIn(3) ? list(1, 3, this::event) : List.of(),
        oneIn(4) ? list(1, 2, this::link) : List.of());
  }

  private String parent(List<PlainSpan> before, String id) {
    return switch (random.nextInt(20)) {
      case 0, 1 -> "";
      case 2 -> HEX.toHexDigits(random.nextLong() | 1);
      case 3 -> id; // Its own parent.
      default -> before.isEmpty() ? "" : any(before).spanId();
    };
  }

  private PlainResource resource() {
    Map<String, Value> attributes = new LinkedHashMap<>(attributes(3));
    if (!oneIn(6)) {
      attributes.put("service.name", new StringValue(any(List.of("web", "cart", "db"))));
    }
    return new PlainResource(
        resources++, attributes, oneIn(2) ? "otel" : "", oneIn(2) ? "1.2" : "", attributes(1));
  }

  private PlainEvent event() {
    return new PlainEvent(any(TEXTS), random.nextLong(3 * SECOND) - SECOND, attributes(2));
  }

  private PlainLink link() {
    String traceId = Long.toHexString(1 + (random.nextLong() >>> 1));
    return new PlainLink(traceId, HEX.toHexDigits(random.nextLong()), attributes(1));
  }

  private Map<String, Value> attributes(int max) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    for (int i = random.nextInt(max + 1); i > 0; i--) {
      attributes.put(any(KEYS), value());
    }
    return attributes;
  }

  private Value value() {
    return switch (random.nextInt(12)) {
      case 0 -> array();
      case 1 -> Opaque.OPAQUE;
      case 2, 3 -> new BoolValue(random.nextBoolean());
      case 4, 5 -> number();
      default -> scalar();
    };
  }

  private Value array() {
    Supplier<Value> element =
        any(
            List.<Supplier<Value>>of(
                () -> new StringValue(any(TEXTS)),
                () -> new IntValue(random.nextInt(60)),
                () -> new FloatValue(random.nextInt(60) / 2.0),
                () -> new BoolValue(random.nextBoolean())));
    return new ArrayValue(list(2, 3, element));
  }

  private Value scalar() {
    return random.nextBoolean() ? new StringValue(any(TEXTS)) : new IntValue(random.nextInt(60));
  }

  private Value number() {
    return new FloatValue(
        any(List.of(0.5, 20.0, 30.5, -0.0, 1e6, Double.NaN, Double.POSITIVE_INFINITY)));
  }

  private boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  private <T> T any(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private <T> List<T> list(int min, int max, Supplier<T> element) {
    return Stream.generate(element).limit(min + random.nextInt(max - min + 1)).toList();
  }
}
