package dev.vivace.storage.head;

import dev.vivace.model.span.SpanBatch;

/// Says which spans of a batch a head takes.
@FunctionalInterface
public interface SpanFilter {

  SpanFilter ALL = (_, _) -> true;

  boolean accepts(SpanBatch batch, int span);

  /// Whether it takes any span of the batch.
  default boolean acceptsAny(SpanBatch batch) {
    for (int span = 0; span < batch.spans().count(); span++) {
      if (accepts(batch, span)) {
        return true;
      }
    }
    return false;
  }
}
