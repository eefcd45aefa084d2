package dev.vivace.traceql.metrics;

import dev.vivace.traceql.table.Codes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Rows of one table on the two sides of a comparison, or one row that stands for several with the
/// same resource. The arrays may be longer, are not to be changed, and are good until the next
/// table.
///
/// @param rows their numbers
/// @param places by position twice the interval, from `first` on, and one more for the selection
/// @param weights by position how many rows it stands for; null for one each
/// @param count how many positions there are
/// @param first the interval that places count from
/// @param span how many intervals there are
record SidedRows(
    int[] rows, int[] places, int @Nullable [] weights, int count, int first, int span) {

  static final int SIDES = 2;

  /// All sides, a bit each.
  static final int BOTH = 0b11;

  interface SideOfRow {
    /// Whether a row belongs to the selection.
    boolean isSelected(int row);
  }

  static SidedRows of(CountedRows counted, SideOfRow side, Scratch scratch) {
    int[] places = scratch.ints(Scratch.Use.PLACES, counted.count());
    for (int i = 0; i < counted.count(); i++) {
      int selected = side.isSelected(counted.rows()[i]) ? 1 : 0;
      places[i] = (counted.intervals()[i] - counted.first()) * SIDES + selected;
    }
    return new SidedRows(
        counted.rows(), places, null, counted.count(), counted.first(), counted.span());
  }

  /// One row for all with the same code and place: of columns that follow from the codes.
  SidedRows byCode(Codes codes) {
    PairIds pairs = new PairIds();
    int[] someRows = new int[16];
    int[] sums = new int[16];
    int codeCount = 0;
    for (int i = 0; i < count; i++) {
      int id = pairs.id(codes.get(rows[i]), places[i]);
      if (id == codeCount) {
        if (codeCount == sums.length) {
          someRows = Arrays.copyOf(someRows, codeCount * 2);
          sums = Arrays.copyOf(sums, codeCount * 2);
        }
        someRows[codeCount++] = rows[i];
      }
      sums[id] += weights == null ? 1 : weights[i];
    }
    int[] ofPair = new int[codeCount];
    Arrays.setAll(ofPair, pairs::second);
    return new SidedRows(someRows, ofPair, sums, codeCount, first, span);
  }
}
