package dev.vivace.querier.tags;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.traceql.ast.Scope;
import java.util.List;
import java.util.Locale;

/// Whose names are asked for.
public enum TagScope {
  NONE(List.of(Scope.RESOURCE, Scope.SPAN, Scope.EVENT, Scope.LINK, Scope.INSTRUMENTATION)),
  RESOURCE(List.of(Scope.RESOURCE)),
  SPAN(List.of(Scope.SPAN)),
  EVENT(List.of(Scope.EVENT)),
  LINK(List.of(Scope.LINK)),
  INSTRUMENTATION(List.of(Scope.INSTRUMENTATION)),
  /// Only what the language itself names.
  INTRINSIC(List.of()),
  /// Has no attributes.
  TRACE(List.of());

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot change.
  private final List<Scope> scopes;

  TagScope(List<Scope> scopes) {
    this.scopes = scopes;
  }

  /// The scopes of attributes that it stands for.
  public List<Scope> scopes() {
    return scopes;
  }

  /// Whether the intrinsics belong to it.
  public boolean hasIntrinsics() {
    return this == NONE || this == INTRINSIC;
  }

  /// Reads the parameter; empty is every scope.
  public static TagScope parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    for (TagScope scope : values()) {
      if (scope.word().equals(text)) {
        return scope;
      }
    }
    throw new InvalidRequestException(
        "invalid scope: '%s' (expected: none, resource, span, event, link, instrumentation, intrinsic or trace)"
            .formatted(text.length() > 100 ? text.substring(0, 100) + "…" : text));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
