package dev.vivace.ingester;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.span.Refusal;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.SpanList;
import dev.vivace.storage.head.SpanFilter;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// How much of each trace has come lately, and how many traces of each tenant are live.
///
/// Two generations of traces are kept: whoever gets a span moves to the current one, the older one
/// is forgotten as a whole, after the time that traces are remembered or when the current one is
/// full. Live traces are counted by the tick of their last span, in a ring, so that they expire
/// without being looked for. A trace costs one look-up a request. Thread-safe.
final class TraceAccounts {

  /// A trace is live for so many ticks: of so many spans of time the idle time consists.
  private static final int LIVE_TICKS = 32;

  private static final int MAX_TENANTS = 20_000;
  private static final int HEAP_SHARE = 64;
  private static final int MIN_TRACES = 1 << 14;
  private static final int MAX_TRACES = 1 << 24;

  private final long tickNanos;
  private final int generationTicks;
  private final int maxTraces;
  private final Map<TenantId, Tenant> tenants = new LinkedHashMap<>(16, 0.75f, true);
  private TraceSizes current = new TraceSizes();
  private TraceSizes older = new TraceSizes();
  private int generationStart;
  private int now;
  private boolean begun;

  /// @param maxTraces of one generation
  TraceAccounts(Duration idle, Duration remember, int maxTraces) {
    this.tickNanos = Math.max(1, idle.toNanos() / (LIVE_TICKS - 1));
    this.generationTicks =
        Math.clamp(remember.toNanos() / tickNanos, LIVE_TICKS, Integer.MAX_VALUE / 4);
    this.maxTraces = maxTraces;
  }

  /// As many as a sixty-fourth of the heap holds in each generation.
  static int defaultMaxTraces() {
    long slots = Runtime.getRuntime().maxMemory() / HEAP_SHARE / TraceSizes.SLOT_BYTES;
    return Math.clamp(slots / 2, MIN_TRACES, MAX_TRACES);
  }

  int maxTraces() {
    return maxTraces;
  }

  /// Traces that are remembered; some are counted twice.
  synchronized int traces() {
    return current.count() + older.count();
  }

  synchronized int liveTraces(TenantId tenant, long nowNanos) {
    advance(nowNanos);
    Tenant known = tenants.get(tenant);
    return known == null ? 0 : known.live(now);
  }

  /// Counts the spans of a request, and refuses those that a limit does not admit.
  synchronized void charge(TenantId tenant, TraceLimits limits, SpanBatch batch, long nowNanos) {
    advance(nowNanos);
    Tenant account = tenants.computeIfAbsent(tenant, Tenant::new);
    dropEldestTenant();
    SpanList spans = batch.spans();
    int from = 0;
    while (from < spans.count()) {
      int to = endOfTrace(spans, from);
      charge(account, limits, batch, from, to);
      from = to;
    }
  }

  /// Takes back what was counted for a request that was not stored after all.
  synchronized void giveBack(TenantId tenant, SpanBatch batch) {
    Tenant account = tenants.get(tenant);
    if (account == null) {
      return;
    }
    SpanFilter taken = RefusedSpans.leftOut(batch.refusedOrdinals());
    SpanList spans = batch.spans();
    for (int i = 0; i < spans.count(); i++) {
      if (taken.accepts(batch, i)) {
        int slot = find(spans.traceHigh(i) ^ account.salt, spans.traceLow(i));
        if (slot >= 0) {
          current.setBytes(slot, (long) current.bytes(slot) - spans.size(i));
        }
      }
    }
  }

  private void charge(Tenant tenant, TraceLimits limits, SpanBatch batch, int from, int to) {
    SpanList spans = batch.spans();
    // The salt keeps tenants apart that send the same ids, and ids from being chosen to collide.
    long high = spans.traceHigh(from) ^ tenant.salt;
    long low = spans.traceLow(from);
    int slot = find(high, low);
    boolean isLive = slot >= 0 && now - current.tick(slot) < LIVE_TICKS;
    if (!isLive && limits.maxLive() > 0 && tenant.live(now) >= limits.maxLive()) {
      for (int i = from; i < to; i++) {
        refuse(batch, i, Refusal.LIVE_TRACES_EXCEEDED, tooMany(tenant, limits, batch));
      }
      return;
    }
    if (slot < 0) {
      slot = add(high, low);
    }
    tenant.touch(isLive, current.tick(slot), now);
    current.setTick(slot, now);
    for (int i = from; i < to; i++) {
      long bytes = (long) current.bytes(slot) + spans.size(i);
      if (limits.maxBytes() > 0 && bytes > limits.maxBytes()) {
        refuse(batch, i, Refusal.TRACE_TOO_LARGE, tooLarge(tenant, limits, batch, i, bytes));
      } else {
        current.setBytes(slot, bytes);
      }
    }
  }

  private static int endOfTrace(SpanList spans, int from) {
    int to = from + 1;
    while (to < spans.count()
        && spans.traceHigh(to) == spans.traceHigh(from)
        && spans.traceLow(to) == spans.traceLow(from)) {
      to++;
    }
    return to;
  }

  private static void refuse(SpanBatch batch, int span, Refusal reason, String detail) {
    batch.refuse(batch.spans().ordinal(span), reason, detail);
  }

  /// Only the first refusal of a request is told, so only its text is made.
  private String tooMany(Tenant tenant, TraceLimits limits, SpanBatch batch) {
    return batch.firstRefusal() != null
        ? ""
        : "LIVE_TRACES_EXCEEDED: tenant '%s' has %,d live traces (ingestion.max_traces_per_user: %,d); raise the limit or send fewer traces"
            .formatted(tenant.id, tenant.live(now), limits.maxLive());
  }

  private static String tooLarge(
      Tenant tenant, TraceLimits limits, SpanBatch batch, int span, long bytes) {
    SpanList spans = batch.spans();
    return batch.firstRefusal() != null
        ? ""
        : "TRACE_TOO_LARGE: trace %s of tenant '%s' would have %,d bytes (global.max_bytes_per_trace: %,d); raise the limit or send less"
            .formatted(
                new TraceId(spans.traceHigh(span), spans.traceLow(span)).toHex(),
                tenant.id,
                bytes,
                limits.maxBytes());
  }

  /// The slot in the current generation of a trace of either one, or -1.
  private int find(long high, long low) {
    int slot = current.find(high, low);
    if (slot >= 0) {
      return slot;
    }
    int old = older.find(high, low);
    if (old < 0) {
      return -1;
    }
    int bytes = older.bytes(old);
    int tick = older.tick(old);
    slot = add(high, low);
    current.setBytes(slot, bytes);
    current.setTick(slot, tick);
    return slot;
  }

  private int add(long high, long low) {
    if (current.count() >= maxTraces) {
      nextGeneration();
    }
    return current.add(high, low);
  }

  /// Goes to the tick of this time; a clock that goes back stands still here. Ticks may overflow:
  /// only their differences count.
  private void advance(long nowNanos) {
    int tick = (int) (nowNanos / tickNanos);
    if (!begun) {
      begun = true;
      now = tick;
      generationStart = tick;
    }
    if (tick - now > 0) {
      now = tick;
    }
    int age = now - generationStart;
    if (age >= 2 * generationTicks) {
      current = new TraceSizes(); // What is in it is as old as what the older one holds.
    }
    if (age >= generationTicks) {
      nextGeneration();
      tenants.values().removeIf(tenant -> now - tenant.seen >= generationTicks);
    }
  }

  private void nextGeneration() {
    older = current;
    current = new TraceSizes();
    generationStart = now;
  }

  private void dropEldestTenant() {
    if (tenants.size() > MAX_TENANTS) {
      Iterator<Tenant> eldest = tenants.values().iterator();
      eldest.next();
      eldest.remove();
    }
  }

  /// The live traces of one tenant, by the tick of their last span.
  private static final class Tenant {

    private final TenantId id;
    private final long salt = ThreadLocalRandom.current().nextLong();
    private final int[] byTick = new int[LIVE_TICKS];
    private int live;
    private int seen;

    Tenant(TenantId id) {
      this.id = id;
    }

    int live(int now) {
      int passed = now - seen;
      for (int i = 1; i <= Math.min(passed, LIVE_TICKS); i++) {
        int slot = (seen + i) & (LIVE_TICKS - 1);
        live -= byTick[slot];
        byTick[slot] = 0;
      }
      seen = now;
      return live;
    }

    void touch(boolean wasLive, int lastTick, int now) {
      live(now);
      if (wasLive) {
        byTick[lastTick & (LIVE_TICKS - 1)]--;
        live--;
      }
      byTick[now & (LIVE_TICKS - 1)]++;
      live++;
    }
  }
}
