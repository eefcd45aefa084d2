package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.TraceTable;
import dev.vivace.storage.section.CarriedTenant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What of a tenant's head is carried over a cut: the whole tenant if it is small, else its
/// unfinished traces, youngest first, as many as there is room for.
///
/// @param all whether the whole tenant is carried
/// @param chosen by trace ordinal
/// @param rows how many spans are carried
record Carry(boolean all, boolean[] chosen, int rows) {

  /// Chooses.
  ///
  /// @param nowNanos the append time at the cut
  /// @param room spans that may be carried
  /// @param forced whether memory forced the cut: then nobody is carried for being small
  static Carry choose(
      IngesterConfig config, LiveHead head, long nowNanos, int room, boolean forced) {
    TraceTable traces = head.traces();
    boolean[] chosen = new boolean[traces.count()];
    if (!forced && head.rowCount() <= room && isSmall(config, head, nowNanos)) {
      Arrays.fill(chosen, true);
      return new Carry(true, chosen, head.rowCount());
    }
    int rows = 0;
    // Traces are in the order of their first span: from the end they are youngest first.
    for (int trace = traces.count() - 1; trace >= 0; trace--) {
      long age = nowNanos - traces.firstAppendNanos(trace);
      if (age >= config.maxTraceLive().toNanos()) {
        break;
      }
      boolean idle = nowNanos - traces.lastAppendNanos(trace) >= config.maxTraceIdle().toNanos();
      if (!idle && rows + traces.rowCount(trace) <= room) {
        chosen[trace] = true;
        rows += traces.rowCount(trace);
      }
    }
    return new Carry(false, chosen, rows);
  }

  /// Whether a tenant has so few and so young spans that a block of its own is not worth it yet.
  static boolean isSmall(IngesterConfig config, LiveHead head, long nowNanos) {
    return head.rowCount() < config.smallTenantSpans()
        && nowNanos - head.traces().firstAppendNanos(0) < config.smallTenantMaxAge().toNanos();
  }

  /// What the commit object says of the tenant.
  CarriedTenant describe(TenantId tenant, LiveHead head) {
    long lowest = Long.MAX_VALUE;
    List<CarriedTenant.CarriedTrace> list = new ArrayList<>();
    for (int trace = 0; trace < chosen.length; trace++) {
      if (chosen[trace]) {
        long offset = head.logOffset(head.traces().firstRow(trace));
        lowest = Math.min(lowest, offset);
        if (!all) {
          list.add(
              new CarriedTenant.CarriedTrace(
                  new TraceId(head.traces().high(trace), head.traces().low(trace)), offset));
        }
      }
    }
    return new CarriedTenant(tenant, all, lowest, list);
  }
}
