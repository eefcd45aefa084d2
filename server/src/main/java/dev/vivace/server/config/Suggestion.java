package dev.vivace.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds the key that somebody may have meant.
final class Suggestion {

  private Suggestion() {}

  /// The nearest by edit distance, if at most a third of the letters differ.
  static Optional<String> nearest(String key, Collection<String> known) {
    int limit = Math.max(1, key.length() / 3);
    return known.stream()
        .filter(candidate -> distance(key, candidate) <= limit)
        .min(Comparator.comparingInt(candidate -> distance(key, candidate)));
  }

  /// The path of the setting whose own name this is, or whose last parts, joined by `_`, are this:
  /// so the flat names of older limits lead to the scoped ones.
  static Optional<String> moved(String key, Collection<String> paths) {
    return paths.stream()
        .filter(path -> path.replace('.', '_').endsWith(key) && startsAtPart(path, key))
        .min(Comparator.comparingInt(String::length));
  }

  private static boolean startsAtPart(String path, String key) {
    int start = path.length() - key.length();
    return start == 0 || path.charAt(start - 1) == '.';
  }

  /// How many letters must be put in, left out, changed or swapped with a neighbour.
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
