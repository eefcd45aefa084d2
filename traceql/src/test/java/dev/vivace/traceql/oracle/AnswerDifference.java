package dev.vivace.traceql.oracle;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// Compares an answer of series with the one expected.
final class AnswerDifference {

  private static final double RELATIVE_TOLERANCE = 1e-9;
  private static final double ABSOLUTE_TOLERANCE = 1e-12;

  private AnswerDifference() {}

  static Optional<String> between(List<PlainSeries> expected, List<PlainSeries> answer) {
    List<List<PlainLabel>> expectedLabels = expected.stream().map(PlainSeries::labels).toList();
    List<List<PlainLabel>> labels = answer.stream().map(PlainSeries::labels).toList();
    if (!labels.equals(expectedLabels)) {
      return Optional.of("series %s (expected: %s)".formatted(labels, expectedLabels));
    }
    for (int i = 0; i < expected.size(); i++) {
      if (!isSame(expected.get(i).samples(), answer.get(i).samples())) {
        return Optional.of(
            "samples of %s: %s (expected: %s)"
                .formatted(labels.get(i), answer.get(i).samples(), expected.get(i).samples()));
      }
    }
    return Optional.empty();
  }

  /// @param all series of every value
  /// @param expected one allowed answer
  static Optional<String> betweenCompared(
      List<PlainSeries> all, List<PlainSeries> expected, List<PlainSeries> answer) {
    HashSet<List<PlainLabel>> kept = new HashSet<>();
    answer.forEach(series -> kept.add(series.labels()));
    List<PlainSeries> chosen =
        all.stream().filter(series -> kept.contains(series.labels())).toList();
    Optional<String> difference = between(chosen, answer);
    return difference.isPresent() ? difference : betweenFrequencies(expected, answer);
  }

  private static Optional<String> betweenFrequencies(
      List<PlainSeries> expected, List<PlainSeries> answer) {
    Map<List<Object>, List<Double>> found = frequencies(answer);
    Map<List<Object>, List<Double>> wanted = frequencies(expected);
    Set<List<Object>> keys = new LinkedHashSet<>(wanted.keySet());
    keys.addAll(found.keySet());
    return keys.stream()
        .filter(key -> !Objects.equals(found.get(key), wanted.get(key)))
        .map(
            key ->
                "values of %s seen so often: %s (expected: %s)"
                    .formatted(key, found.get(key), wanted.get(key)))
        .findFirst();
  }

  /// How often the values of each side and attribute were seen, in ascending order.
  private static Map<List<Object>, List<Double>> frequencies(List<PlainSeries> series) {
    Map<List<Object>, List<Double>> frequencies = new LinkedHashMap<>();
    CompareOracle.group(series)
        .forEach(
            (key, alike) ->
                frequencies.put(key, alike.stream().map(CompareOracle::total).sorted().toList()));
    return frequencies;
  }

  private static boolean isSame(SortedMap<Long, Double> expected, SortedMap<Long, Double> samples) {
    return expected.keySet().equals(samples.keySet())
        && expected.entrySet().stream()
            .allMatch(entry -> isSame(entry.getValue(), samples.get(entry.getKey())));
  }

  private static boolean isSame(double expected, double sample) {
    double tolerance = Math.max(ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE * Math.abs(expected));
    return expected == sample
        || (Double.isFinite(expected) && Math.abs(expected - sample) <= tolerance);
  }
}
