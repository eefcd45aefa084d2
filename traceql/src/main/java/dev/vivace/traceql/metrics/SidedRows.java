package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.Codes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rows of one table on the two sides of a comparison, or one row that stands for several with the
/// same resource. Shared arrays, not to be changed.
///
/// @param rows their numbers
/// @param places by position twice the interval, from `first` on, and one more for the selection
/// @param weights by position how many rows it stands for; null for one each
/// @param first the interval that places count from
/// @param span how many intervals there are
record SidedRows(int[] rows, int[] places, int @Nullable [] weights, int first, int span) {

  static final int SIDES = 2;

  /// All sides, a bit each.
  static final int BOTH = 0b11;

  interface SideOfRow {
    /// Whether a row belongs to the selection.
    boolean isSelected(int row);
  }

  static SidedRows of(CountedRows counted, SideOfRow side) {
    int[] places = new int[counted.count()];
    for (int i = 0; i < places.length; i++) {
      int selected = side.isSelected(counted.rows()[i]) ? 1 : 0;
      places[i] = (counted.intervals()[i] - counted.first()) * SIDES + selected;
    }
    return new SidedRows(counted.rows(), places, null, counted.first(), counted.span());
  }

  /// All intervals as one: for totals.
  SidedRows asOneInterval() {
    int[] sides = new int[places.length];
    for (int i = 0; i < sides.length; i++) {
      sides[i] = places[i] % SIDES;
    }
    return new SidedRows(rows, sides, weights, first, 1);
  }

  /// One row for all with the same code and place: of columns that follow from the codes.
  SidedRows byCode(Codes codes) {
    PairIds pairs = new PairIds();
    int[] someRows = new int[16];
    int[] sums = new int[16];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      int id = pairs.id(codes.get(rows[i]), places[i]);
      if (id == count) {
        if (count == sums.length) {
          someRows = Arrays.copyOf(someRows, count * 2);
          sums = Arrays.copyOf(sums, count * 2);
        }
        someRows[count++] = rows[i];
      }
      sums[id] += weights == null ? 1 : weights[i];
    }
    int[] ofPair = new int[count];
    Arrays.setAll(ofPair, pairs::second);
    return new SidedRows(
        Arrays.copyOf(someRows, count), ofPair, Arrays.copyOf(sums, count), first, span);
  }

  int count() {
    return rows.length;
  }
}
