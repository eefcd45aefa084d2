package dev.vivace.querier.search;

import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.FoundTrace.ServiceCounts;
import dev.vivace.traceql.result.NamedValue;
import dev.vivace.traceql.value.Kind;
import dev.vivace.traceql.value.Status;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Answers of every shape, from a seed.
public final class RandomAnswers {

  private static final List<String> TEXTS =
      List.of("", "shop", "a \"b\" \\ \n\t", "ÿ€𝄞", "\u0001\u001f", "GET /cart");

  private final Random random;

  public RandomAnswers(long seed) {
    random = new Random(seed);
  }

  public SearchAnswer answer() {
    return new SearchAnswer(
        list(5, this::trace),
        new SearchMetrics(
            number(), number(), number(), random.nextInt(3), random.nextInt(9), 7, number()),
        "");
  }

  public FoundTrace trace() {
    SortedMap<String, ServiceCounts> services = new TreeMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      services.put(text(), new ServiceCounts(random.nextInt(3), random.nextInt(2)));
    }
    boolean hasRoot = random.nextBoolean();
    return new FoundTrace(
        random.nextBoolean() ? 0 : random.nextLong(),
        random.nextLong() | 1,
        hasRoot ? text() : "",
        hasRoot ? text() : "",
        hasRoot,
        random.nextInt(5) == 0 ? -1 : number(),
        number(),
        services,
        list(3, this::spanset));
  }

  private FoundSpanset spanset() {
    return new FoundSpanset(random.nextInt(4), attributes(), list(3, this::span));
  }

  private FoundSpan span() {
    return new FoundSpan(random.nextLong(), text(), number(), number(), attributes());
  }

  private List<NamedValue> attributes() {
    return list(3, () -> new NamedValue("key" + random.nextInt(12) + text(), value()));
  }

  private Value value() {
    return switch (random.nextInt(8)) {
      case 0 -> new StringValue(text());
      case 1 -> new IntValue(number());
      case 2 -> new FloatValue(number() / 7.0);
      case 3 -> new BoolValue(random.nextBoolean());
      case 4 -> new DurationValue(number());
      case 5 -> new StatusValue(Status.values()[random.nextInt(3)]);
      case 6 -> new KindValue(Kind.values()[random.nextInt(6)]);
      default ->
          random.nextBoolean()
              ? new ArrayValue(List.of(new StringValue(text()), new StringValue(text())))
              : new ArrayValue(List.of(new FloatValue(0.5), new FloatValue(number())));
    };
  }

  private long number() {
    return random.nextInt(3) == 0 ? 0 : random.nextLong() >>> (1 + random.nextInt(63));
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private <T> List<T> list(int max, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    for (int i = random.nextInt(max); i > 0; i--) {
      items.add(item.get());
    }
    return items;
  }
}
