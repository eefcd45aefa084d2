package dev.vivace.traceql.oracle;

import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The three traces of the specification's worked examples. Spans are known by the last two digits
/// of their ids. A is a complete tree; in B one span's parent is missing; C has no root.
public final class WorkedTraces {

  /// When span a1 starts.
  public static final long START_NANOS = 1_700_000_100_000_000_000L;

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private static final PlainResource WEB_A =
      new PlainResource(
          0,
          map("service.name", "web", "env", "prod", "region", "eu"),
          "otel-java",
          "1.2",
          map("lang", "java"));
  private static final PlainResource CART =
      new PlainResource(1, map("service.name", "cart", "env", "prod"), "otel-go", "", Map.of());
  private static final PlainResource DB =
      resource(2, map("service.name", "db", "db.system", "postgresql"));
  private static final PlainResource BATCH =
      resource(3, map("service.name", "batch", "env", "dev"));
  private static final PlainResource WEB_B = resource(4, map("service.name", "web"));
  private static final PlainResource WEB_C = resource(5, map("service.name", "web", "env", "prod"));

  /// Complete.
  public static final PlainTrace A = PlainTrace.of("5f000000000000000000000000000a0a", spansOfA());

  /// Span b3 is not connected.
  public static final PlainTrace B = PlainTrace.of("6f000000000000000000000000000b0b", spansOfB());

  /// No span is connected.
  public static final PlainTrace C = PlainTrace.of("0000000000000000000000000000c0c0", spansOfC());

  private WorkedTraces() {}

  /// All three.
  public static List<PlainTrace> all() {
    return List.of(A, B, C);
  }

  private static List<PlainSpan> spansOfA() {
    return List.of(
        span("a1", "", "GET /cart", Kind.SERVER, Status.UNSET, 0, SECOND, WEB_A)
            .with(
                map(
                    "http.method",
                    "GET",
                    "http.status_code",
                    200,
                    "user.id",
                    42,
                    "ratio",
                    0.5,
                    "cached",
                    false,
                    "tags",
                    List.of("red", "blue"),
                    "nums",
                    List.of(1, 2, 3))),
        span("a2", "a1", "render", Kind.INTERNAL, Status.OK, 100 * MILLI, 200 * MILLI, WEB_A)
            .with(map("size", 10, "env", "stage", "code", "200", "tags", "green")),
        a3(),
        span("a4", "a3", "SELECT", Kind.CLIENT, Status.UNSET, 350 * MILLI, 300 * MILLI, DB)
            .with(map("size", 30.5, "note", "")),
        span("a5", "a3", "SELECT", Kind.CLIENT, Status.ERROR, 700 * MILLI, 50 * MILLI, DB)
            .with(map("size", 40)));
  }

  private static PlainSpan a3() {
    return span("a3", "a1", "Cart/Get", Kind.SERVER, Status.ERROR, 300 * MILLI, 500 * MILLI, CART)
        .with(map("http.status_code", 500, "size", 20, "retry", true, "user.id", 42))
        .withEvents(
            List.of(
                new PlainEvent(
                    "exception", 100 * MILLI, map("exception.type", "IOError", "attempt", 1)),
                new PlainEvent("retry", 300 * MILLI, map("attempt", 2))))
        .withLinks(
            List.of(
                new PlainLink(
                    "6f000000000000000000000000000b0b", id("b1"), map("rel", "follows"))));
  }

  private static List<PlainSpan> spansOfB() {
    return List.of(
        span("b1", "", "nightly", Kind.PRODUCER, Status.OK, 60 * SECOND, 5 * SECOND, BATCH)
            .with(map("size", 100)),
        span("b2", "b1", "step", Kind.CONSUMER, Status.UNSET, 61 * SECOND, 2 * SECOND, BATCH)
            .with(map("size", 50, "size.unit", "kB")),
        span("b3", "ff", "GET /orphan", Kind.SERVER, Status.UNSET, 62 * SECOND, 50 * MILLI, WEB_B)
            .with(map("http.status_code", 404)),
        span("b4", "b1", "bare", Kind.UNSPECIFIED, Status.UNSET, 63 * SECOND, 1, BATCH)
            .with(Map.of()));
  }

  private static List<PlainSpan> spansOfC() {
    return List.of(
        span("c1", "ee", "GET /lost", Kind.SERVER, Status.UNSET, 120 * SECOND, 10 * MILLI, WEB_C)
            .with(map("http.status_code", 200, "nil", "nil", "lit", "nil")));
  }

  private interface Attributes {
    PlainSpan with(Map<String, Value> attributes);
  }

  private static Attributes span(
      String id,
      String parent,
      String name,
      Kind kind,
      Status status,
      long offset,
      long duration,
      PlainResource resource) {
    String message = id.equals("a3") ? "boom: timeout" : "";
    return attributes ->
        new PlainSpan(
            id(id),
            parent.isEmpty() ? "" : id(parent),
            name,
            kind,
            status,
            message,
            START_NANOS + offset,
            duration,
            resource,
            attributes,
            List.of(),
            List.of());
  }

  private static PlainResource resource(int index, Map<String, Value> attributes) {
    return new PlainResource(index, attributes, "", "", Map.of());
  }

  private static String id(String lastDigits) {
    return "7c5e00000000d0" + lastDigits;
  }

  private static Map<String, Value> map(Object... keysAndValues) {
    Map<String, Value> attributes = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      attributes.put((String) keysAndValues[i], value(keysAndValues[i + 1]));
    }
    return attributes;
  }

  private static Value value(Object plain) {
    return switch (plain) {
      case String text -> new StringValue(text);
      case Integer number -> new IntValue(number);
      case Double number -> new FloatValue(number);
      case Boolean flag -> new BoolValue(flag);
      case List<?> elements ->
          new ArrayValue(Arrays.stream(elements.toArray()).map(WorkedTraces::value).toList());
      default -> throw new IllegalArgumentException("no value: " + plain);
    };
  }
}
