package dev.vivace.traceql.metrics;

/// How values of one interval become one: what a cell holds, as [#width] doubles.
enum Reduction {
  /// How many there were: the sum of ones.
  COUNT(1, 0),
  /// The smallest; NaN if there was none.
  MIN(1, Double.NaN),
  /// The largest; NaN if there was none.
  MAX(1, Double.NaN),
  /// Their sum, what rounding took from it (Neumaier's variant of Kahan's summation), their number.
  SUM(3, 0);

  private final int width;
  private final double empty;

  Reduction(int width, double empty) {
    this.width = width;
    this.empty = empty;
  }

  /// Doubles a cell.
  int width() {
    return width;
  }

  /// What each of them is at first.
  double empty() {
    return empty;
  }

  /// Adds one value to the cell at `at`: to counts how many there were.
  void add(double[] cells, int at, double value) {
    switch (this) {
      case COUNT -> cells[at] += value;
      case MIN -> min(cells, at, value);
      case MAX -> max(cells, at, value);
      case SUM -> sum(cells, at, value, 1);
    }
  }

  /// Adds what the cell at `from` holds to the cell at `at`.
  void merge(double[] cells, int at, double[] others, int from) {
    switch (this) {
      case COUNT -> cells[at] += others[from];
      case MIN -> min(cells, at, others[from]);
      case MAX -> max(cells, at, others[from]);
      case SUM -> {
        sum(cells, at, others[from], others[from + 2]);
        cells[at + 1] += others[from + 1];
      }
    }
  }

  /// Whether nothing was added.
  boolean isEmpty(double[] cells, int at) {
    return switch (this) {
      case COUNT -> cells[at] == 0;
      case MIN, MAX -> Double.isNaN(cells[at]);
      case SUM -> cells[at + 2] == 0;
    };
  }

  static void min(double[] cells, int at, double value) {
    double known = cells[at];
    if (value < known || Double.isNaN(known)) {
      cells[at] = value;
    }
  }

  static void max(double[] cells, int at, double value) {
    double known = cells[at];
    if (value > known || Double.isNaN(known)) {
      cells[at] = value;
    }
  }

  static void sum(double[] cells, int at, double value, double count) {
    double known = cells[at];
    double sum = known + value;
    cells[at] = sum;
    cells[at + 1] +=
        Math.abs(known) >= Math.abs(value) ? (known - sum) + value : (value - sum) + known;
    cells[at + 2] += count;
  }

  /// The sum of a cell of [#SUM].
  static double sumOf(double[] cells, int at) {
    double sum = cells[at];
    return Double.isFinite(sum) ? sum + cells[at + 1] : sum; // Of infinity nothing was rounded.
  }
}
