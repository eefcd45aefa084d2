package dev.vivace.querier.stream;

import dev.vivace.querier.tags.TagNames;
import dev.vivace.traceql.ast.Scope;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;

/// Remembers how many names of each scope were sent: those found later come behind them.
final class SentNames implements UnaryOperator<TagNames> {

  private final Map<Scope, Integer> sent = new EnumMap<>(Scope.class);

  @Override
  public TagNames apply(TagNames soFar) {
    Map<Scope, SequencedSet<String>> news = new EnumMap<>(Scope.class);
    soFar
        .names()
        .forEach(
            (scope, names) -> {
              SequencedSet<String> later = new LinkedHashSet<>();
              names.stream().skip(sent.getOrDefault(scope, 0)).forEach(later::add);
              news.put(scope, later);
              sent.put(scope, names.size());
            });
    return new TagNames(news, soFar.metrics(), soFar.message());
  }
}
