package dev.vivace.querier.tags;

import dev.vivace.traceql.table.Values;
import dev.vivace.traceql.value.Value;
import dev.vivace.traceql.value.Value.BoolValue;
import dev.vivace.traceql.value.Value.FloatValue;
import dev.vivace.traceql.value.Value.IntValue;
import dev.vivace.traceql.value.ValueText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/// Gathers distinct values.
final class ValueCollector implements Collector {

  private final TagBounds bounds;
  private final SequencedSet<TagValue> values = new LinkedHashSet<>();
  private long bytes;
  private boolean hasMore;

  ValueCollector(TagBounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public int count() {
    return values.size();
  }

  @Override
  public boolean isFull() {
    return hasMore || (bounds.maxCount() > 0 && values.size() >= bounds.maxCount());
  }

  TagValues answer(Looked looked) {
    return new TagValues(
        Collections.unmodifiableSequencedSet(values), looked.metrics(), looked.message());
  }

  /// Adds what a code stands for; the elements of an array one by one.
  void add(Values from, int code) {
    switch (from.type(code)) {
      case MISSING, OPAQUE -> {
        // Nothing to complete.
      }
      case STRING -> add(TagValue.Type.STRING, from.text(code));
      case INT -> add(TagValue.Type.INT, Long.toString(from.number(code)));
      case FLOAT, BOOL -> add(from.value(code));
      case STATUS, KIND -> add(TagValue.Type.KEYWORD, ValueText.bare(from.value(code)));
      case ARRAY -> from.array(code).elements().forEach(this::add);
    }
  }

  private void add(Value value) {
    TagValue.Type type =
        switch (value) {
          case IntValue _ -> TagValue.Type.INT;
          case FloatValue _ -> TagValue.Type.FLOAT;
          case BoolValue _ -> TagValue.Type.BOOL;
          default -> TagValue.Type.STRING;
        };
    add(type, ValueText.bare(value));
  }

  void add(TagValue.Type type, String text) {
    TagValue value = new TagValue(type, text);
    if (isFull() || values.contains(value)) {
      return;
    }
    int size = text.getBytes(StandardCharsets.UTF_8).length;
    hasMore = bytes + size > bounds.maxBytes();
    if (!hasMore) {
      bytes += size;
      values.add(value);
    }
  }
}
