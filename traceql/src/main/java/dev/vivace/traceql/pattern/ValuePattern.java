package dev.vivace.traceql.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.vivace.traceql.QueryLimits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// The pattern of `=~` and `!~`: it must match the whole value, and `.` matches line breaks too.
/// Matching takes time linear in the value. A list of plain texts, `a|b|c`, is looked up as one.
/// Immutable; any thread may use it.
public final class ValuePattern {

  private static final String TOO_DEEP =
      "it has too many alternatives or optional parts; use fewer of '|', '?', '*' and '{'";

  private final Pattern pattern;
  private final Set<String> texts; // Empty if it is no list of texts.
  private final int instructions;
  private final Optional<String> requiredLiteral;
  private final byte[] requiredBytes;

  private ValuePattern(Pattern pattern, int instructions) {
    this.pattern = pattern;
    this.texts = LiteralList.of(pattern.pattern());
    this.instructions = instructions;
    this.requiredLiteral = RequiredLiteral.of(pattern.pattern());
    this.requiredBytes = requiredLiteral.orElse("").getBytes(StandardCharsets.UTF_8);
  }

  /// Compiles a pattern, or throws an [InvalidPatternException] that says why it is refused. Checks
  /// first that the program will be small: `(a{1000}){1000}` is short and its program is not.
  public static ValuePattern compile(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > QueryLimits.MAX_PATTERN_BYTES) {
      throw new InvalidPatternException(
          "it has %d bytes (limit: %d)".formatted(bytes, QueryLimits.MAX_PATTERN_BYTES));
    }
    int instructions = PatternSize.of(text);
    try {
      ValuePattern pattern = new ValuePattern(Pattern.compile(text, Pattern.DOTALL), instructions);
      pattern.matches(""); // Tells of most patterns that nest too deep.
      return pattern;
    } catch (StackOverflowError e) {
      throw new InvalidPatternException(TOO_DEEP, e);
    } catch (PatternSyntaxException e) {
      throw new InvalidPatternException(reason(e), e);
    }
  }

  /// The compiler's reason, without the flag that it puts in front of every pattern.
  private static String reason(PatternSyntaxException e) {
    return String.valueOf(e.getMessage()).replace("(?s)", "");
  }

  /// Whether the pattern matches all of the value. Throws an [InvalidPatternException] if the
  /// pattern turns out to nest too deep.
  public boolean matches(String value) {
    try {
      return texts.isEmpty() ? pattern.matches(value) : texts.contains(value);
    } catch (StackOverflowError e) { // The library recurses from one optional part to the next.
      throw new InvalidPatternException(TOO_DEEP, e);
    }
  }

  /// Whether the pattern matches all of a value in UTF-8; throws as [#matches(String)].
  public boolean matches(byte[] bytes, int offset, int length) {
    if (!texts.isEmpty()) {
      return texts.contains(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }
    try {
      return indexOf(requiredBytes, bytes, offset, offset + length) >= 0
          && pattern.matches(Arrays.copyOfRange(bytes, offset, offset + length));
    } catch (StackOverflowError e) {
      throw new InvalidPatternException(TOO_DEEP, e);
    }
  }

  private static int indexOf(byte[] sought, byte[] bytes, int from, int end) {
    if (sought.length == 0) {
      return from;
    }
    byte first = sought[0];
    for (int at = from; at <= end - sought.length; at++) {
      if (bytes[at] == first
          && Arrays.equals(bytes, at + 1, at + sought.length, sought, 1, sought.length)) {
        return at;
      }
    }
    return -1;
  }

  /// Text that stands in every value that matches, if one is known: search for it first. None says
  /// nothing about the values.
  public Optional<String> requiredLiteral() {
    return requiredLiteral;
  }

  /// An upper bound of the program's size. Matching costs at most this much a character.
  public int instructions() {
    return instructions;
  }

  public String text() {
    return pattern.pattern();
  }
}
