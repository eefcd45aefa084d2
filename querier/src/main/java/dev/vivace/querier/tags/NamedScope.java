package dev.vivace.querier.tags;

import dev.vivace.traceql.ast.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;

/// One scope of an answer and its names, sorted.
///
/// @param name as clients write it before the dot; `intrinsic` for what the language itself names
public record NamedScope(String name, List<String> tags) {

  /// The scopes of an answer, those without names left out.
  public static List<NamedScope> of(Map<Scope, SequencedSet<String>> names, TagScope asked) {
    List<NamedScope> scopes = new ArrayList<>();
    for (Scope scope : asked.scopes()) {
      SequencedSet<String> found = names.get(scope);
      if (found != null && !found.isEmpty()) {
        scopes.add(
            new NamedScope(
                scope.name().toLowerCase(Locale.ROOT), found.stream().sorted().toList()));
      }
    }
    if (asked.hasIntrinsics()) {
      scopes.add(new NamedScope("intrinsic", TagQueries.INTRINSICS));
    }
    return scopes;
  }

  /// All names in one list; the intrinsics only if nothing else was asked for.
  public static List<String> flat(Map<Scope, SequencedSet<String>> names, TagScope asked) {
    if (asked == TagScope.INTRINSIC) {
      return TagQueries.INTRINSICS;
    }
    TreeSet<String> flat = new TreeSet<>();
    names.values().forEach(flat::addAll);
    return List.copyOf(flat);
  }
}
