package dev.vivace.traceql.metrics;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The exemplars of one series: in each slot of the range those with the lowest ranks. Ranks are
/// hashes, so it is a random choice that does not depend on the order of tables. For one thread.
final class ExemplarPicks {

  private static final int A_SLOT = 2;

  private final @Nullable Pick[] picks;

  /// @param slots into which the range is divided
  ExemplarPicks(int slots) {
    this.picks = new Pick[slots * A_SLOT];
  }

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
    Pick worst = picks[worstOf(slot)];
    return worst == null || rank < worst.rank;
  }

  /// Adds a wanted one.
  ///
  /// @return the one that it replaces, if any
  @Nullable Pick add(int slot, Pick pick) {
    int place = worstOf(slot);
    Pick worst = picks[place];
    if (worst != null) {
      worst.isDropped = true;
    }
    picks[place] = pick;
    return worst;
  }

  /// The place in a slot that is free, or whose pick has the highest rank.
  private int worstOf(int slot) {
    int worst = slot * A_SLOT;
    for (int place = worst; place < (slot + 1) * A_SLOT; place++) {
      Pick pick = picks[place];
      if (pick == null) {
        return place;
      }
      Pick known = picks[worst];
      worst = known == null || pick.rank > known.rank ? place : worst;
    }
    return worst;
  }

  interface PickReader {
    void pick(int slot, Pick pick);
  }

  void forEach(PickReader reader) {
    for (int place = 0; place < picks.length; place++) {
      Pick pick = picks[place];
      if (pick != null) {
        reader.pick(place / A_SLOT, pick);
      }
    }
  }

  List<Pick> all() {
    List<Pick> all = new ArrayList<>();
    for (Pick pick : picks) {
      if (pick != null) {
        all.add(pick);
      }
    }
    return all;
  }
}
