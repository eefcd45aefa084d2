package dev.vivace.distributor.redact;

import com.google.re2j.Pattern;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One rule. Without a pattern for values it takes whole attributes by their keys; with one it
/// takes what matches in their texts.
///
/// @param keys whose attributes
/// @param value what in their texts; null is all of it
/// @param scopes where
public record RedactionRule(
    RedactionAction action, KeySelector keys, @Nullable Pattern value, Set<RedactionScope> scopes) {

  public RedactionRule {
    scopes = Set.copyOf(scopes);
  }

  /// Whole attributes.
  ///
  /// @param scopes none is all
  public static RedactionRule ofAttributes(
      RedactionAction action, KeySelector keys, Collection<RedactionScope> scopes) {
    return new RedactionRule(action, keys, null, allIfNone(scopes));
  }

  /// What the RE2 pattern finds in texts. Throws [IllegalArgumentException] if it is none, or finds
  /// something in the empty text.
  ///
  /// @param scopes none is all
  public static RedactionRule ofValues(
      RedactionAction action, KeySelector keys, String pattern, Collection<RedactionScope> scopes) {
    Pattern value = Patterns.compile(pattern);
    if (value.matcher("").find()) {
      throw new IllegalArgumentException(
          "'%s' matches the empty text, and so everywhere; say what must be there"
              .formatted(pattern));
    }
    return new RedactionRule(action, keys, value, allIfNone(scopes));
  }

  private static Set<RedactionScope> allIfNone(Collection<RedactionScope> scopes) {
    return scopes.isEmpty() ? EnumSet.allOf(RedactionScope.class) : EnumSet.copyOf(scopes);
  }
}
