package dev.vivace.storage.scan;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.function.Supplier;

/// What was decoded from row groups, within a budget of bytes: the second query that asks for a
/// column decodes nothing. Of blocks of one store, since a block's name is part of the key.
/// Thread-safe.
public final class DecodedColumns {

  /// A budget that holds what the queries of one dashboard look at.
  public static final long DEFAULT_MAX_BYTES = 48L << 20;

  // Key, entry and the objects around the arrays.
  private static final int ENTRY_BYTES = 256;

  private final Cache<PartKey, Decoded<?>> parts;

  /// Makes an empty cache.
  ///
  /// @param maxBytes what all parts may hold in memory together
  public DecodedColumns(long maxBytes, MeterRegistry registry) {
    this.parts =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher(DecodedColumns::weight)
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(registry, parts, "vivace_decoded_columns");
  }

  private static int weight(PartKey key, Decoded<?> part) {
    return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + key.name().length() + part.bytes());
  }

  /// What the parts hold in memory, by their own count.
  public long usedBytes() {
    parts.cleanUp();
    return parts.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  /// The part of this key; decoded if it is not here. Two threads may both decode it, but all get
  /// the same.
  <T> T get(PartKey key, Class<T> type, Supplier<Decoded<T>> decoder) {
    Decoded<?> known = parts.getIfPresent(key);
    if (known == null) {
      // Outside of the cache's locks: a part is made from other parts.
      Decoded<T> made = decoder.get();
      Decoded<?> earlier = parts.asMap().putIfAbsent(key, made);
      known = earlier != null ? earlier : made;
    }
    return type.cast(known.value());
  }

  /// Names a part.
  ///
  /// @param block the name of its reader: object key and offset
  /// @param table the number of the owners' or the part's table
  /// @param name the key of an attribute; else empty
  /// @param mask what the part depends on beside the block: empty for most
  record PartKey(String block, int rowGroup, int table, Part part, String name, RowMask mask) {}

  /// A decoded part and what it holds in memory.
  record Decoded<T>(T value, long bytes) {

    static Decoded<long[]> of(long[] values) {
      return new Decoded<>(values, (long) values.length * Long.BYTES);
    }

    static Decoded<int[]> of(int[] values) {
      return new Decoded<>(values, (long) values.length * Integer.BYTES);
    }
  }

  /// What is kept of a row group or of one of its tables.
  enum Part {
    TRACES,
    STARTS,
    DURATIONS,
    SPAN_IDS,
    PARENT_IDS,
    RESOURCES,
    NAMES,
    STATUSES,
    KINDS,
    STATUS_MESSAGES,
    STATUS_MESSAGE_CODES,
    SCOPE_NAMES,
    SCOPE_VERSIONS,
    FIRST_ROWS,
    TIMES,
    TRACE_HIGHS,
    TRACE_LOWS,
    ATTRIBUTE_COLUMNS,
    KEY_LISTS,
    TEMPLATE_ROWS,
    BAG,
    BAG_NUMBERS,
    ATTRIBUTE_VALUES,
    ATTRIBUTE_CODES,
    UNSCOPED_CODES,
    TREE,
    FACTS,
    TRACE_STARTS
  }
}
