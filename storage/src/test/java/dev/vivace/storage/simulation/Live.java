package dev.vivace.storage.simulation;

import dev.vivace.model.id.TraceId;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.simulation.SimLog.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The section that grows, with the ingester's rules: rows by tenant since the last cut, and what
/// that cut carried over. Small numbers stand for large ones.
final class Live {

  static final int SMALL_TENANT_ROWS = 3;
  static final int MAX_SECTION_ROWS = 8;
  static final long MAX_SECTION_NANOS = 60 * Times.SECOND;
  static final long SMALL_TENANT_NANOS = 15 * Times.MINUTE;
  static final long TRACE_IDLE_NANOS = 5 * Times.SECOND;
  static final long TRACE_LIVE_NANOS = 30 * Times.SECOND;

  private final TreeMap<Integer, Head> heads = new TreeMap<>();
  private long start;
  private long end;
  private long firstAppendNanos;
  private long lastAppendNanos;

  /// A tenant's rows in the order of their offsets.
  ///
  /// @param isComplete whether it holds every row of the tenant from the offset of its first row on
  private record Head(List<Span> rows, boolean isComplete) {}

  /// A section that was cut.
  ///
  /// @param written what becomes blocks, by tenant
  record Cut(
      long start,
      long end,
      long firstAppendNanos,
      long lastAppendNanos,
      Map<Integer, List<Span>> written,
      List<CarriedTenant> carried) {

    long replayFrom() {
      return carried.stream().mapToLong(CarriedTenant::fromOffset).min().orElse(end);
    }
  }

  Live(long start) {
    this.start = start;
    this.end = start;
  }

  long end() {
    return end;
  }

  boolean isDue(long appendNanos) {
    return end > start
        && (end - start >= MAX_SECTION_ROWS || appendNanos - firstAppendNanos >= MAX_SECTION_NANOS);
  }

  boolean isEmpty() {
    return end == start;
  }

  boolean wouldWrite(long nowNanos) {
    return heads.values().stream().anyMatch(head -> !isSmall(head, nowNanos));
  }

  private static boolean isSmall(Head head, long nowNanos) {
    return head.rows.size() < SMALL_TENANT_ROWS
        && nowNanos - head.rows.getFirst().appendNanos() < SMALL_TENANT_NANOS;
  }

  void apply(Span span) {
    if (!span.isMarker()) {
      heads.computeIfAbsent(span.tenant(), _ -> new Head(new ArrayList<>(), true)).rows.add(span);
    }
    if (end == start) {
      firstAppendNanos = span.appendNanos();
    }
    end = span.offset() + 1;
    lastAppendNanos = span.appendNanos();
  }

  void applyCarried(Span span, boolean isComplete) {
    heads
        .computeIfAbsent(span.tenant(), _ -> new Head(new ArrayList<>(), isComplete))
        .rows
        .add(span);
  }

  /// Ends the section here; what is carried goes on.
  ///
  /// @param isForced memory is short: nothing is kept
  Cut cut(long nowNanos, boolean isForced) {
    Map<Integer, List<Span>> written = new TreeMap<>();
    List<CarriedTenant> carried = new ArrayList<>();
    TreeMap<Integer, Head> next = new TreeMap<>();
    heads.forEach(
        (tenant, head) -> {
          if (!isForced && (isSmall(head, nowNanos) || young(head, nowNanos).equals(head.rows))) {
            carried.add(describe(tenant, head.rows, head.isComplete));
            next.put(tenant, head);
            return;
          }
          List<Span> kept = isForced ? List.of() : young(head, nowNanos);
          if (!kept.isEmpty()) {
            carried.add(describe(tenant, kept, false));
            next.put(tenant, new Head(new ArrayList<>(kept), false));
          }
          written.put(tenant, head.rows.stream().filter(row -> !kept.contains(row)).toList());
        });
    Cut cut = new Cut(start, end, firstAppendNanos, lastAppendNanos, written, carried);
    heads.clear();
    heads.putAll(next);
    start = end;
    return cut;
  }

  /// Rows of traces whose last span is young and whose first one is not old.
  private static List<Span> young(Head head, long nowNanos) {
    Map<Integer, List<Span>> traces =
        head.rows.stream().collect(Collectors.groupingBy(Span::trace));
    return head.rows.stream()
        .filter(
            row -> {
              List<Span> trace = traces.get(row.trace());
              return nowNanos - trace.getFirst().appendNanos() < TRACE_LIVE_NANOS
                  && nowNanos - trace.getLast().appendNanos() < TRACE_IDLE_NANOS;
            })
        .toList();
  }

  private static CarriedTenant describe(int tenant, List<Span> rows, boolean isAll) {
    long lowest = rows.getFirst().offset();
    if (isAll) {
      return new CarriedTenant(ModelBlocks.tenant(tenant), true, lowest, List.of());
    }
    Map<Integer, Long> first = new TreeMap<>();
    rows.stream()
        .sorted(Comparator.comparingLong(Span::offset))
        .forEach(row -> first.putIfAbsent(row.trace(), row.offset()));
    return new CarriedTenant(
        ModelBlocks.tenant(tenant),
        false,
        lowest,
        first.entrySet().stream()
            .map(trace -> new CarriedTenant.CarriedTrace(id(trace.getKey()), trace.getValue()))
            .toList());
  }

  static TraceId id(int trace) {
    return new TraceId(1, trace);
  }

  /// Whether a section left this span to a later one.
  static boolean isCarried(List<CarriedTenant> carried, Span span) {
    for (CarriedTenant tenant : carried) {
      if (tenant.tenant().equals(ModelBlocks.tenant(span.tenant()))) {
        return tenant.all()
            ? span.offset() >= tenant.fromOffset()
            : tenant.traces().stream()
                .anyMatch(
                    trace ->
                        trace.id().equals(id(span.trace())) && span.offset() >= trace.fromOffset());
      }
    }
    return false;
  }
}
