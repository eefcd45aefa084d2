package dev.vivace.querier.stream;

import dev.vivace.querier.tags.TagValue;
import dev.vivace.querier.tags.TagValues;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.function.UnaryOperator;

/// Remembers how many values were sent: those found later come behind them.
final class SentValues implements UnaryOperator<TagValues> {

  private int sent;

  @Override
  public TagValues apply(TagValues soFar) {
    SequencedSet<TagValue> news = new LinkedHashSet<>();
    soFar.values().stream().skip(sent).forEach(news::add);
    sent = soFar.values().size();
    return new TagValues(news, soFar.metrics(), soFar.message());
  }
}
