package dev.vivace.traceql.engine;

import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.result.FoundSpan;
import dev.vivace.traceql.result.FoundSpanset;
import dev.vivace.traceql.result.FoundTrace;
import dev.vivace.traceql.result.FoundTrace.ServiceCounts;
import dev.vivace.traceql.table.Bits;
import dev.vivace.traceql.table.CodedColumn;
import dev.vivace.traceql.table.SpanOrder;
import dev.vivace.traceql.table.SpanTable;
import dev.vivace.traceql.table.TraceFacts;
import dev.vivace.traceql.table.ValueType;
import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a plan found in one table. Answers are made only for the traces that are asked for. For one
/// thread.
public final class TableMatches {

  private final SpanTable table;
  private final Map<Integer, String> serviceNames = new HashMap<>();
  private final @Nullable Spansets spansets; // Null: traces alone, without spansets.
  private final @Nullable CarriedValues carried;
  private final long[] rows;

  TableMatches(SpanTable table, Spansets spansets, CarriedValues carried) {
    this.table = table;
    this.spansets = spansets;
    this.carried = carried;
    this.rows = spansets.rows(table);
  }

  /// Matches without spansets: a trace matches if one of its rows does.
  TableMatches(SpanTable table, long[] rows) {
    this.table = table;
    this.spansets = null;
    this.carried = null;
    this.rows = rows;
  }

  /// The rows that matched, as [Bits] keeps them. Not to be changed.
  public long[] rows() {
    return rows;
  }

  /// The traces that matched, ascending.
  public int[] traces() {
    if (Bits.isEmpty(rows)) {
      return new int[0]; // Where traces begin need not be read.
    }
    int[] traces = new int[table.traceCount()];
    int count = 0;
    int[] firstRows = table.firstRows();
    for (int trace = 0; trace < traces.length; trace++) {
      if (Bits.next(rows, firstRows[trace], firstRows[trace + 1]) >= 0) {
        traces[count++] = trace;
      }
    }
    return Arrays.copyOf(traces, count);
  }

  /// The answer for one of [#traces].
  ///
  /// @param maxSpans how many spans of each spanset
  public FoundTrace trace(int trace, int maxSpans) {
    TraceFacts facts = table.facts();
    int root = facts.roots()[trace];
    CodedColumn services = table.attribute(Scope.RESOURCE, "service.name");
    return new FoundTrace(
        table.traceHigh(trace),
        table.traceLow(trace),
        root < 0 || services == null ? "" : text(services, root),
        root < 0 ? "" : text(table.names(), root),
        root >= 0,
        facts.starts()[trace],
        facts.durations()[trace],
        services(trace, services),
        spansetsOf(trace, maxSpans));
  }

  private static String text(CodedColumn column, int row) {
    return text(column.values(), column.codes().get(row));
  }

  private static String text(Values values, int code) {
    return values.type(code) == ValueType.STRING ? values.text(code) : "";
  }

  private SortedMap<String, ServiceCounts> services(int trace, @Nullable CodedColumn services) {
    long[] masked = table.maskedRows();
    CodedColumn statuses = table.statuses();
    ServiceTally tally = new ServiceTally(table.firstRow(trace + 1) - table.firstRow(trace));
    for (int row = table.firstRow(trace); row < table.firstRow(trace + 1); row++) {
      if (masked == null || !Bits.get(masked, row)) {
        long status = statuses.values().number(statuses.codes().get(row));
        int code = services == null ? 0 : services.codes().get(row);
        tally.add(code, status == Status.ERROR.ordinal());
      }
    }
    return tally.counts(code -> serviceName(services, code));
  }

  /// Names of services are few, so each is made once.
  private String serviceName(@Nullable CodedColumn services, int code) {
    return services == null
        ? ""
        : serviceNames.computeIfAbsent(code, _ -> text(services.values(), code));
  }

  private List<FoundSpanset> spansetsOf(int trace, int maxSpans) {
    if (spansets == null || carried == null) {
      return List.of();
    }
    List<FoundSpanset> found = new ArrayList<>();
    for (Spanset spanset : spansets.ofTrace(table, trace)) {
      found.add(
          new FoundSpanset(
              spanset.rows().length, spanset.attributes(), spans(carried, spanset, maxSpans)));
    }
    return found;
  }

  private List<FoundSpan> spans(CarriedValues values, Spanset spanset, int maxSpans) {
    int[] ordered = spanset.rows().clone();
    SpanOrder.sort(table, ordered);
    List<FoundSpan> spans = new ArrayList<>(Math.min(maxSpans, ordered.length));
    for (int i = 0; i < Math.min(maxSpans, ordered.length); i++) {
      spans.add(values.span(ordered[i]));
    }
    return spans;
  }
}
