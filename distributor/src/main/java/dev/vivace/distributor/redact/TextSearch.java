package dev.vivace.distributor.redact;

import com.google.re2j.Matcher;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.bytes.Utf8;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Searches texts with the rules that have patterns, one after the other, each in what those before
/// it left. For one thread.
///
/// Of a text over [#MAX_SEARCHED_BYTES] as much is searched, and of that the first half kept: what
/// begins there and is not longer than the other half was found. The rest could hold anything.
final class TextSearch {

  static final int MAX_SEARCHED_BYTES = 8 << 10;

  /// A text that becomes longer, through one hash after the other, is masked as a whole.
  static final int MAX_REDACTED_CHARACTERS = 64 << 10;

  private final RuleSet rules;
  private final Replacements replacements;
  private final Tally tally;

  TextSearch(RuleSet rules, Replacements replacements, Tally tally) {
    this.rules = rules;
    this.replacements = replacements;
    this.tally = tally;
  }

  /// What becomes of a text.
  sealed interface Outcome {

    /// It stays.
    record Kept() implements Outcome {}

    /// It goes, and with it what holds it.
    record Deleted() implements Outcome {}

    record Changed(String text) implements Outcome {}
  }

  private static final Outcome KEPT = new Outcome.Kept();
  private static final Outcome DELETED = new Outcome.Deleted();

  /// Searches the text in the slice with some of the rules.
  Outcome search(byte[] bytes, long slice, long some) {
    if (some == 0) {
      return KEPT;
    }
    int length = Slice.length(slice);
    boolean isLong = length > MAX_SEARCHED_BYTES;
    int searched = isLong ? Utf8.cut(bytes, Slice.offset(slice), MAX_SEARCHED_BYTES) : length;
    String sent = new String(bytes, Slice.offset(slice), searched, StandardCharsets.UTF_8);
    String text = sent;
    boolean changed = isLong;
    for (long left = some; left != 0; left &= left - 1) {
      int rule = Long.numberOfTrailingZeros(left);
      String next = redacted(rule, text);
      if (next != null) {
        tally.add(rules.action(rule));
        if (rules.action(rule) == RedactionAction.DELETE) {
          return DELETED;
        }
        text = next;
        changed = true;
      }
    }
    if (isLong) {
      tally.addCut();
      text = withoutTail(text, sent.length() / 2);
    }
    return changed ? new Outcome.Changed(text) : KEPT;
  }

  /// The text with what the rule finds replaced; null if it finds nothing.
  private @Nullable String redacted(int rule, String text) {
    Matcher matcher = rules.pattern(rule).matcher(text);
    StringBuilder out = null;
    int from = 0;
    while (matcher.find()) {
      if (matcher.start() == matcher.end()) {
        continue; // Such as \b: there is nothing to take away.
      }
      if (out == null) {
        out = new StringBuilder(text.length());
      }
      out.append(text, from, matcher.start());
      out.append(replacement(rules.action(rule), text.substring(matcher.start(), matcher.end())));
      from = matcher.end();
      if (out.length() > MAX_REDACTED_CHARACTERS) {
        return replacements.mask();
      }
    }
    return out == null ? null : out.append(text, from, text.length()).toString();
  }

  private String replacement(RedactionAction action, String found) {
    return switch (action) {
      case DELETE -> ""; // All of it goes: what is left does not matter.
      case HASH -> replacements.hash().of(found);
      case MASK -> replacements.mask();
    };
  }

  private static String withoutTail(String text, int characters) {
    int end = Math.max(0, text.length() - characters);
    boolean splits =
        end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end);
  }
}
