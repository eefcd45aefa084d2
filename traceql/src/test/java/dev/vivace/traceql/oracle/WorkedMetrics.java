package dev.vivace.traceql.oracle;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// How `worked-metrics.txt` writes axes and series, for its tests here and elsewhere.
public final class WorkedMetrics {

  private static final long SECOND = 1_000_000_000;
  private static final int SHOWN_DIGITS = 12;

  private WorkedMetrics() {}

  /// The axis of the column `range` or `instant`.
  public static PlainAxis axis(String column) {
    long start = WorkedTraces.START_NANOS;
    long end = start + 180 * SECOND;
    return switch (column) {
      case "range" -> PlainAxis.range(start, end, 60 * SECOND);
      case "instant" -> PlainAxis.instant(start, end);
      default -> throw new IllegalArgumentException("no axis: " + column);
    };
  }

  /// The series of the last column, each as [#shown] shows it.
  public static List<String> expected(String column) {
    return column.equals("none")
        ? List.of()
        : Arrays.stream(column.split("; ")).map(WorkedMetrics::rounded).toList();
  }

  private static String rounded(String series) {
    int labelsEnd = series.lastIndexOf('}') + 1;
    return series.substring(0, labelsEnd)
        + Arrays.stream(series.substring(labelsEnd).trim().split(" "))
            .map(sample -> sample.equals("-") ? " -" : " " + shown(Double.parseDouble(sample)))
            .collect(Collectors.joining());
  }

  /// Labels, then a sample or `-` for each interval.
  public static String shown(PlainSeries series, PlainAxis axis) {
    String labels =
        series.labels().stream()
            .map(PlainLabel::toString)
            .collect(Collectors.joining(", ", "{", "}"));
    return labels
        + axis.intervals().stream()
            .map(interval -> series.samples().get(interval.timestampMillis()))
            .map(sample -> sample == null ? " -" : " " + shown(sample))
            .collect(Collectors.joining());
  }

  /// Rounded, so that the last digits of a sample do not matter.
  private static String shown(double sample) {
    return sample == 0 ? "0" : ("%." + SHOWN_DIGITS + "g").formatted(sample);
  }
}
