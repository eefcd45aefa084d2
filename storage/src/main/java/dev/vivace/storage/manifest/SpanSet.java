package dev.vivace.storage.manifest;

import java.util.List;

/// A set of spans, told from others by how many it has and by the sum of their 128-bit identity
/// hashes modulo 2¹²⁸, as a block's footer says it. Sums of disjoint sets are the sum of the sets.
///
/// @param hashHigh upper half of the sum
/// @param hashLow lower half
public record SpanSet(long spans, long hashHigh, long hashLow) {

  public static final SpanSet EMPTY = new SpanSet(0, 0, 0);

  /// The sum of several sets; a span that is in two counts twice.
  public static SpanSet sum(List<SpanSet> sets) {
    return sets.stream().reduce(EMPTY, SpanSet::plus);
  }

  public SpanSet plus(SpanSet other) {
    long low = hashLow + other.hashLow;
    long carry = Long.compareUnsigned(low, hashLow) < 0 ? 1 : 0;
    return new SpanSet(spans + other.spans, hashHigh + other.hashHigh + carry, low);
  }

  public SpanSet minus(SpanSet other) {
    long low = hashLow - other.hashLow;
    long borrow = Long.compareUnsigned(hashLow, other.hashLow) < 0 ? 1 : 0;
    return new SpanSet(spans - other.spans, hashHigh - other.hashHigh - borrow, low);
  }

  /// The count and 32 hex digits.
  @Override
  public String toString() {
    return "%d spans, set hash %016x%016x".formatted(spans, hashHigh, hashLow);
  }
}
