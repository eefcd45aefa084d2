package dev.vivace.traceql.metrics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The exemplars of one series: in each slot of the range those with the lowest ranks. Ranks are
/// hashes, so it is a random choice that does not depend on the order of tables. For one thread.
final class ExemplarPicks {

  private static final int A_SLOT = 2;

  private final Map<Integer, List<Pick>> bySlot = new HashMap<>();

  /// One chosen span, described once its table is counted.
  static final class Pick {
    private final long rank;
    private final int row;
    private final int interval;
    private final double value;
    private boolean isDropped;
    private @Nullable Exemplar exemplar;

    /// @param value what the function reads of the span; NaN if it reads nothing
    Pick(long rank, int row, int interval, double value) {
      this.rank = rank;
      this.row = row;
      this.interval = interval;
      this.value = value;
    }

    long rank() {
      return rank;
    }

    int row() {
      return row;
    }

    boolean isDropped() {
      return isDropped;
    }

    void describe(List<SeriesLabel> labels, long timestampMillis) {
      exemplar = new Exemplar(labels, value, timestampMillis, interval);
    }

    Exemplar exemplar() {
      Exemplar described = exemplar;
      if (described == null) {
        throw new IllegalStateException("the exemplar of row " + row + " was not described");
      }
      return described;
    }
  }

  /// Whether a span of this rank would be kept.
  boolean isWanted(int slot, long rank) {
    List<Pick> picks = bySlot.get(slot);
    return picks == null || picks.size() < A_SLOT || rank < worst(picks).rank;
  }

  /// Adds a wanted one.
  ///
  /// @return the one that it replaces, if any
  @Nullable Pick add(int slot, Pick pick) {
    List<Pick> picks = bySlot.computeIfAbsent(slot, _ -> new ArrayList<>(A_SLOT));
    Pick worst = null;
    if (picks.size() == A_SLOT) {
      worst = worst(picks);
      worst.isDropped = true;
      picks.remove(worst);
    }
    picks.add(pick);
    return worst;
  }

  private static Pick worst(List<Pick> picks) {
    Pick worst = picks.getFirst();
    for (Pick pick : picks) {
      worst = pick.rank > worst.rank ? pick : worst;
    }
    return worst;
  }

  List<Pick> all() {
    List<Pick> all = new ArrayList<>();
    bySlot.values().forEach(all::addAll);
    return all;
  }
}
