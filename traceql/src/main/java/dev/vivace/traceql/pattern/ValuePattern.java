package dev.vivace.traceql.pattern;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.vivace.traceql.QueryLimits;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The pattern of `=~` and `!~`: it must match the whole value, and `.` matches line breaks too.
/// Matching takes time linear in the value. Immutable; any thread may use it.
public final class ValuePattern {

  private static final String TOO_DEEP =
      "it has too many alternatives or optional parts; use fewer of '|', '?', '*' and '{'";

  private final Pattern pattern;
  private final int instructions;
  private final Optional<String> requiredLiteral;
  private final byte[] requiredBytes;
  private final Optional<PlainAlternatives> plain;

  private ValuePattern(Pattern pattern, int instructions) {
    this.pattern = pattern;
    this.instructions = instructions;
    this.requiredLiteral = RequiredLiteral.of(pattern.pattern());
    this.plain = PlainAlternatives.of(pattern.pattern());
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
    if (plain.isPresent()) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      return plain.get().matches(bytes, 0, bytes.length);
    }
    return runMachine(value);
  }

  /// Whether the pattern matches all of a value in UTF-8; throws as [#matches(String)].
  public boolean matches(byte[] bytes, int offset, int length) {
    if (plain.isPresent()) {
      return plain.get().matches(bytes, offset, length);
    }
    // As a text: on bytes, RE2/J 1.8 finds `^` behind characters beyond ASCII.
    return PlainAlternatives.indexOf(requiredBytes, bytes, offset, offset + length) >= 0
        && runMachine(new String(bytes, offset, length, StandardCharsets.UTF_8));
  }

  /// The library recurses from one optional part to the next.
  private boolean runMachine(String value) {
    try {
      return pattern.matches(value);
    } catch (StackOverflowError e) {
      throw new InvalidPatternException(TOO_DEEP, e);
    }
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
