package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.oracle.PlainSpan;
import dev.vivace.traceql.oracle.PlainTrace;
import dev.vivace.traceql.span.EventView;
import dev.vivace.traceql.span.LinkView;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.Codes;
import dev.vivace.traceql.table.EventTable;
import dev.vivace.traceql.table.LinkTable;
import dev.vivace.traceql.table.NumberRange;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;
import dev.vivace.traceql.table.TraceTree;
import dev.vivace.traceql.table.UnscopedColumn;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.ArrayValue;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.DurationValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.Value.KindValue;
import dev.vivace.traceql.value.Value.Nil;
import dev.vivace.traceql.value.Value.Opaque;
import dev.vivace.traceql.value.Value.StatusValue;
import dev.vivace.traceql.value.Value.StringValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A table of traces made by hand, their rows in random order.
public final class PlainTable implements SpanTable {

  private final List<PlainTrace> traces;
  private final List<SpanView> spans = new ArrayList<>();
  private final int[] firstRows;
  private final long @Nullable [] masked;

  /// @param masked rows that count as absent, or null
  public PlainTable(List<PlainTrace> traces, Random random, long @Nullable [] masked) {
    this.traces = traces;
    this.masked = masked;
    firstRows = new int[traces.size() + 1];
    for (int i = 0; i < traces.size(); i++) {
      List<SpanView> shuffled = new ArrayList<>(traces.get(i).spans());
      Collections.shuffle(shuffled, random);
      spans.addAll(shuffled);
      firstRows[i + 1] = spans.size();
    }
  }

  SpanView span(int row) {
    return spans.get(row);
  }

  @Override
  public int rowCount() {
    return spans.size();
  }

  @Override
  public int traceCount() {
    return traces.size();
  }

  @Override
  public int[] firstRows() {
    return firstRows;
  }

  @Override
  public long traceHigh(int trace) {
    return Long.parseUnsignedLong(traces.get(trace).traceId().substring(0, 16), 16);
  }

  @Override
  public long traceLow(int trace) {
    return Long.parseUnsignedLong(traces.get(trace).traceId().substring(16), 16);
  }

  @Override
  public long @Nullable [] maskedRows() {
    return masked;
  }

  @Override
  public long[] starts() {
    return spans.stream().mapToLong(SpanView::startUnixNanos).toArray();
  }

  @Override
  public long[] durations() {
    return spans.stream().mapToLong(SpanView::durationNanos).toArray();
  }

  @Override
  public long maxDuration() {
    return spans.stream().mapToLong(SpanView::durationNanos).max().orElse(0);
  }

  @Override
  public long[] spanIds() {
    return spans.stream().mapToLong(span -> id(span.spanId())).toArray();
  }

  @Override
  public long[] parentIds() {
    return spans.stream().mapToLong(span -> id(span.parentSpanId())).toArray();
  }

  private static long id(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  @Override
  public Codes resources() {
    int[] codes = spans.stream().mapToInt(SpanView::resourceIndex).toArray();
    return Codes.of(codes, 1 << 20);
  }

  @Override
  public CodedColumn names() {
    return required(spans, span -> new StringValue(span.name()));
  }

  @Override
  public CodedColumn statuses() {
    return required(spans, span -> new StatusValue(span.status()));
  }

  @Override
  public CodedColumn kinds() {
    return required(spans, span -> new KindValue(span.kind()));
  }

  @Override
  public CodedColumn statusMessages() {
    return required(spans, span -> new StringValue(span.statusMessage()));
  }

  @Override
  public CodedColumn scopeNames() {
    return required(spans, span -> new StringValue(span.instrumentationName()));
  }

  @Override
  public CodedColumn scopeVersions() {
    return required(spans, span -> new StringValue(span.instrumentationVersion()));
  }

  @Override
  public @Nullable CodedColumn attribute(Scope scope, String key) {
    return column(spans, span -> span.attribute(scope, key));
  }

  @Override
  public @Nullable UnscopedColumn unscoped(String key) {
    return UnscopedColumn.of(attribute(Scope.SPAN, key), attribute(Scope.RESOURCE, key));
  }

  @Override
  public Collection<String> keys(Scope scope) {
    Set<String> keys = new TreeSet<>();
    for (PlainTrace trace : traces) {
      trace.plainSpans().forEach(span -> keys.addAll(attributes(span, scope).keySet()));
    }
    return keys;
  }

  private static Map<String, Value> attributes(PlainSpan span, Scope scope) {
    return switch (scope) {
      case SPAN -> span.attributes();
      case RESOURCE -> span.resource().attributes();
      case INSTRUMENTATION -> span.resource().instrumentationAttributes();
      default -> throw new IllegalArgumentException(scope + " is no scope of a column of spans");
    };
  }

  @Override
  public TraceTree tree() {
    return TraceTree.of(this);
  }

  @Override
  public TraceFacts facts() {
    return TraceFacts.of(this);
  }

  @Override
  public long sizeBytes() {
    return 0;
  }

  @Override
  public EventTable events() {
    List<EventView> events = new ArrayList<>();
    int[] first = new int[spans.size() + 1];
    for (int row = 0; row < spans.size(); row++) {
      for (EventView event : spans.get(row).events()) {
        events.add(event);
      }
      first[row + 1] = events.size();
    }
    return new EventTable() {
      @Override
      public CodedColumn names() {
        return required(events, event -> new StringValue(event.name()));
      }

      @Override
      public long[] timesSinceStart() {
        return events.stream().mapToLong(EventView::timeSinceStartNanos).toArray();
      }

      @Override
      public int rowCount() {
        return events.size();
      }

      @Override
      public int[] firstRows() {
        return first;
      }

      @Override
      public @Nullable CodedColumn attribute(String key) {
        return column(events, event -> event.attribute(key));
      }
    };
  }

  @Override
  public LinkTable links() {
    List<LinkView> links = new ArrayList<>();
    int[] first = new int[spans.size() + 1];
    for (int row = 0; row < spans.size(); row++) {
      links.addAll(spans.get(row).links());
      first[row + 1] = links.size();
    }
    return new LinkTable() {
      @Override
      public long[] traceHighs() {
        return new long[links.size()];
      }

      @Override
      public long[] traceLows() {
        return links.stream().mapToLong(link -> id(link.traceId())).toArray();
      }

      @Override
      public long[] spanIds() {
        return links.stream().mapToLong(link -> id(link.spanId())).toArray();
      }

      @Override
      public int rowCount() {
        return links.size();
      }

      @Override
      public int[] firstRows() {
        return first;
      }

      @Override
      public @Nullable CodedColumn attribute(String key) {
        return column(links, link -> link.attribute(key));
      }
    };
  }

  private static <T> CodedColumn required(List<T> rows, Function<T, Value> value) {
    Map<Value, Integer> known = new HashMap<>();
    Values.Builder values = new Values.Builder();
    int[] codes =
        rows.stream()
            .mapToInt(row -> known.computeIfAbsent(value.apply(row), one -> add(values, one)))
            .toArray();
    NumberRange numbers =
        known.keySet().stream()
            .map(PlainTable::numbers)
            .reduce(NumberRange.NONE, NumberRange::plus);
    return new CodedColumn(values::build, () -> Codes.of(codes, values.count()), () -> numbers);
  }

  private static NumberRange numbers(Value value) {
    return switch (value) {
      case IntValue(var number) -> NumberRange.of((double) number);
      case FloatValue(var number) -> NumberRange.of(number);
      case ArrayValue(var elements) ->
          elements.stream().map(PlainTable::numbers).reduce(NumberRange.NONE, NumberRange::plus);
      default -> NumberRange.NONE;
    };
  }

  private static <T> @Nullable CodedColumn column(List<T> rows, Function<T, Value> value) {
    boolean isMissing = rows.stream().map(value).allMatch(one -> one instanceof Nil);
    return isMissing ? null : required(rows, value);
  }

  private static int add(Values.Builder values, Value value) {
    return switch (value) {
      case StringValue(var text) -> {
        byte[] bytes = ("x" + text).getBytes(StandardCharsets.UTF_8);
        yield values.addText(bytes, 1, bytes.length - 1);
      }
      case IntValue(var number) -> values.addInt(number);
      case FloatValue(var number) -> values.addFloat(number);
      case BoolValue(var flag) -> values.addBool(flag);
      case StatusValue(var status) -> values.addStatus(status);
      case KindValue(var kind) -> values.addKind(kind);
      case ArrayValue array -> values.addArray(array);
      case Nil _ -> values.addMissing();
      case Opaque _ -> values.addOpaque();
      case DurationValue _ -> throw new IllegalArgumentException("no stored value: " + value);
    };
  }
}
