package dev.vivace.traceql.syntax;

import java.util.Collection;

/// "Did you mean": the known word nearest to an unknown one.
final class Suggestion {

  private static final int MAX_WORD_CHARS = 40;

  private Suggestion() {}

  /// `; did you mean 'status'?` if some word is at most two edits away (one for short words), else
  /// nothing. Of equally near words the first in alphabetical order is named.
  static String didYouMean(String unknown, Collection<String> known) {
    if (unknown.length() > MAX_WORD_CHARS) {
      return "";
    }
    int mostEdits = unknown.length() <= 3 ? 1 : 2;
    String nearest = "";
    int fewest = mostEdits + 1;
    for (String word : known.stream().sorted().toList()) {
      boolean lacksScope = word.endsWith(":" + unknown);
      int edits = lacksScope || word.equalsIgnoreCase(unknown) ? 0 : edits(unknown, word);
      if (edits < fewest) {
        fewest = edits;
        nearest = word;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?";
  }

  /// Levenshtein's distance.
  private static int edits(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int substituted = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
