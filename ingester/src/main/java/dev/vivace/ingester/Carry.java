package dev.vivace.ingester;

import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.ingester.sampling.TenantSampling;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.head.HeadRequests;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.TraceTable;
import dev.vivace.storage.section.CarriedTenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// What of a tenant's head is carried over a cut: everything if the tenant is small, else its
/// unfinished traces, youngest first, as many as there is room for. Of a tenant that samples, the
/// traces that are not to be decided yet.
///
/// @param keepsHead whether the head goes on as it is: nothing of it is written
/// @param chosen by trace ordinal
/// @param rows how many spans are carried
record Carry(boolean keepsHead, boolean[] chosen, int rows) {

  /// Chooses, and takes the room that it needs.
  ///
  /// @param nowNanos the append time at the cut
  /// @param isSmall whether a block of the tenant's own is not worth it yet
  static Carry choose(
      IngesterConfig config, LiveHead head, long nowNanos, CarryRoom room, boolean isSmall) {
    if (isSmall && room.keeps(head.rowCount(), head.usedBytes())) {
      return keep(head, room);
    }
    TraceTable traces = head.traces();
    long idleNanos = config.maxTraceIdle().toNanos();
    return young(
        head,
        nowNanos - config.maxTraceLive().toNanos(),
        traces.count(),
        trace -> nowNanos - traces.lastAppendNanos(trace) < idleNanos,
        room);
  }

  /// Chooses the traces of a tenant that samples which are not to be decided at this cut: those
  /// that are too young, unless they were decided before, or there is no room.
  static Carry undecided(
      SamplingSettings settings,
      TenantSampling decided,
      LiveHead head,
      long nowNanos,
      CarryRoom room) {
    TraceTable traces = head.traces();
    return young(
        head,
        nowNanos - settings.decisionWait().toNanos(),
        settings.numTraces(),
        trace -> !decided.isDecided(traces.high(trace), traces.low(trace)),
        room);
  }

  /// @param sinceNanos append time: traces that began later are young
  /// @param max how many traces are carried
  private static Carry young(
      LiveHead head, long sinceNanos, int max, IntPredicate isWanted, CarryRoom room) {
    TraceTable traces = head.traces();
    boolean[] chosen = new boolean[traces.count()];
    long[] bytes = bytesOfTraces(head);
    boolean keepable = room.keeps(head.rowCount(), head.usedBytes());
    int count = 0;
    int rows = 0;
    long copied = 0;
    // Traces are in the order of their first span: from the end they are youngest first.
    for (int trace = traces.count() - 1; trace >= 0 && count < max; trace--) {
      if (traces.firstAppendNanos(trace) <= sinceNanos) {
        break;
      }
      int traceRows = traces.rowCount(trace);
      if (isWanted.test(trace) && room.copies(traceRows, bytes[trace])) {
        chosen[trace] = true;
        room.copy(traceRows, bytes[trace]);
        count++;
        rows += traceRows;
        copied += bytes[trace];
      }
    }
    if (rows == head.rowCount() && keepable) {
      room.undoCopies(rows, copied);
      return keep(head, room);
    }
    return new Carry(false, chosen, rows);
  }

  private static Carry keep(LiveHead head, CarryRoom room) {
    boolean[] all = new boolean[head.traces().count()];
    Arrays.fill(all, true);
    room.keep(head.rowCount(), head.usedBytes());
    return new Carry(true, all, head.rowCount());
  }

  /// About what a copy of each trace takes: its share of the head's memory by the size of the
  /// requests that brought it.
  private static long[] bytesOfTraces(LiveHead head) {
    HeadRequests requests = head.requests();
    double[] shares = new double[head.traces().count()];
    double total = 0;
    for (int request = 0; request < requests.count(); request++) {
      int from = requests.firstRow(request);
      int to = request + 1 < requests.count() ? requests.firstRow(request + 1) : head.rowCount();
      double share = (double) requests.bytes(request) / (to - from);
      for (int row = from; row < to; row++) {
        shares[head.trace(row)] += share;
      }
      total += requests.bytes(request);
    }
    double scale = head.usedBytes() / Math.max(1, total);
    long[] bytes = new long[shares.length];
    Arrays.setAll(bytes, trace -> (long) (shares[trace] * scale));
    return bytes;
  }

  /// What the commit object says of the tenant.
  ///
  /// @param complete whether the head holds every row of the tenant from the offset of its first
  ///   row on: only then can "everything" be carried; else traces of which some rows lie between
  ///   those of the head may be in a block
  CarriedTenant describe(TenantId tenant, LiveHead head, boolean complete) {
    if (keepsHead && complete) {
      return new CarriedTenant(tenant, true, head.logOffset(0), List.of());
    }
    long lowest = Long.MAX_VALUE;
    List<CarriedTenant.CarriedTrace> list = new ArrayList<>();
    for (int trace = 0; trace < chosen.length; trace++) {
      if (chosen[trace]) {
        long offset = head.logOffset(head.traces().firstRow(trace));
        lowest = Math.min(lowest, offset);
        list.add(
            new CarriedTenant.CarriedTrace(
                new TraceId(head.traces().high(trace), head.traces().low(trace)), offset));
      }
    }
    return new CarriedTenant(tenant, false, lowest, list);
  }
}
