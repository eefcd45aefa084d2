package dev.vivace.ingester.sampling;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.TraceTable;
import dev.vivace.storage.section.SampledTenant;
import dev.vivace.storage.section.SampledTenant.Outcome;
import dev.vivace.storage.section.TraceHashes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides about the traces of one tenant, and remembers what it has decided last: a span that
/// comes after its trace was decided follows the decision. For one thread.
public final class TenantSampling {

  /// Stands for a policy where none had a say: no policy samples the trace …
  public static final String NO_POLICY = "=none";

  /// … or the trace was decided before …
  public static final String DECIDED_BEFORE = "=late";

  /// … or the policies could not be asked.
  public static final String FAILED = "=failed";

  private static final Logger LOG = LoggerFactory.getLogger(TenantSampling.class);

  private final TenantId tenant;
  private final DecisionCache kept;
  private final DecisionCache dropped;
  private final RateBuckets buckets;
  private final Map<Reason, Outcome> outcomes = new TreeMap<>();
  private long early;
  private long lastDecisionNanos;

  private record Reason(String policy, boolean isKept) implements Comparable<Reason> {

    private static final Comparator<Reason> ORDER =
        Comparator.comparing(Reason::policy).thenComparing(Reason::isKept);

    @Override
    public int compareTo(Reason other) {
      return ORDER.compare(this, other);
    }
  }

  TenantSampling(TenantId tenant) {
    this(new SampledTenant(tenant, List.of(), 0, 0, TraceHashes.NONE, TraceHashes.NONE, List.of()));
  }

  /// Goes on from what a section said.
  TenantSampling(SampledTenant before) {
    this.tenant = before.tenant();
    this.kept = new DecisionCache(before.kept());
    this.dropped = new DecisionCache(before.dropped());
    this.buckets = new RateBuckets(before.buckets());
    this.lastDecisionNanos = before.lastDecisionNanos();
  }

  /// Whether the trace was decided, and is remembered.
  public boolean isDecided(long high, long low) {
    long hash = TraceHashes.hash(high, low);
    return kept.contains(hash) || dropped.contains(hash);
  }

  /// Decides about traces that were not decided before, and lets the others follow.
  ///
  /// @param undecided by trace ordinal: those that wait
  /// @param nowNanos append time at the cut
  /// @return by trace ordinal: those that do not go to the block, whether they wait or are dropped
  public boolean[] decide(
      SamplingSettings settings, LiveHead head, boolean[] undecided, long nowNanos) {
    boolean[] leftOut = undecided.clone();
    Asking asking = new Asking(settings, head);
    TraceTable traces = head.traces();
    for (int trace = 0; trace < leftOut.length; trace++) {
      if (undecided[trace]) {
        continue;
      }
      long hash = TraceHashes.hash(traces.high(trace), traces.low(trace));
      Decider.Decision decision;
      if (kept.contains(hash) || dropped.contains(hash)) {
        decision = new Decider.Decision(kept.contains(hash), DECIDED_BEFORE);
      } else {
        decision = asking.about(trace);
        (decision.isKept() ? kept : dropped).add(hash);
        long age = nowNanos - traces.firstAppendNanos(trace);
        early += age < settings.decisionWait().toNanos() ? 1 : 0;
      }
      count(decision, traces.rowCount(trace));
      leftOut[trace] = !decision.isKept();
      lastDecisionNanos = nowNanos;
    }
    kept.shrinkTo(settings.keptCacheSize());
    dropped.shrinkTo(settings.droppedCacheSize());
    return leftOut;
  }

  /// Asks the policies, once one has to be asked. Traces about which they cannot be asked are kept:
  /// what a mistake has dropped cannot be had again.
  private final class Asking {

    private final SamplingSettings settings;
    private final LiveHead head;
    private @Nullable Decider decider;
    private boolean hasFailed;

    Asking(SamplingSettings settings, LiveHead head) {
      this.settings = settings;
      this.head = head;
    }

    Decider.Decision about(int trace) {
      if (!hasFailed) {
        try {
          Decider known = decider;
          known = known != null ? known : new Decider(settings, head, buckets);
          decider = known;
          return known.decide(trace);
        } catch (RuntimeException e) {
          hasFailed = true;
          LOG.error(
              "the sampling policies of tenant {} failed; what is left of the section is kept."
                  + " Report this: it is a mistake of the program's",
              tenant,
              e);
        }
      }
      return new Decider.Decision(true, FAILED);
    }
  }

  private void count(Decider.Decision decision, int spans) {
    outcomes.merge(
        new Reason(decision.policy(), decision.isKept()),
        new Outcome(decision.policy(), decision.isKept(), 1, spans),
        (known, one) ->
            new Outcome(
                known.policy(),
                known.isKept(),
                known.traces() + one.traces(),
                known.spans() + one.spans()));
  }

  /// Whether it has decided something since the last section.
  boolean hasDecided() {
    return !outcomes.isEmpty();
  }

  long lastDecisionNanos() {
    return lastDecisionNanos;
  }

  int remembered() {
    return kept.size() + dropped.size();
  }

  /// Forgets the oldest decisions, of either kind as many as it has too many of.
  void shrinkTo(int decisions) {
    int half = decisions / 2;
    kept.shrinkTo(Math.max(half, decisions - dropped.size()));
    dropped.shrinkTo(Math.max(half, decisions - kept.size()));
  }

  /// What the section that ends here says; counting begins anew.
  SampledTenant endSection() {
    SampledTenant said =
        new SampledTenant(
            tenant,
            new ArrayList<>(outcomes.values()),
            early,
            lastDecisionNanos,
            kept.all(),
            dropped.all(),
            buckets.all());
    outcomes.clear();
    early = 0;
    return said;
  }
}
