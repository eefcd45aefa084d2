package dev.vivace.storage.block;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnel;
import com.google.common.hash.PrimitiveSink;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How trace ids are hashed. All 16 bytes count: 64-bit ids padded with zeros share their first
/// half, and others begin with a clock.
final class TraceHash {

  /// Source: S. Vigna, "splitmix64.c" (2015), the golden-ratio increment.
  private static final long INCREMENT = 0x9E3779B97F4A7C15L;

  private TraceHash() {}

  /// The trace index's hash: the upper half of a mix of both halves of the id.
  static int index(long high, long low) {
    return (int) (mix(mix(low + INCREMENT) ^ high) >>> 32);
  }

  /// The bloom filter hashes the id's 16 bytes, each half little-endian as Guava's sinks write it.
  static Funnel<TraceKey> funnel() {
    return TraceHash::putInto;
  }

  static BloomFilter<TraceKey> newBloomFilter(int traces) {
    return BloomFilter.create(funnel(), traces, BlockFormat.BLOOM_FALSE_POSITIVES);
  }

  private static void putInto(@Nullable TraceKey id, PrimitiveSink sink) {
    TraceKey present = Objects.requireNonNull(id);
    sink.putLong(present.high()).putLong(present.low());
  }

  /// Source: A. Appleby, MurmurHash3, `fmix64`.
  private static long mix(long value) {
    long mixed = value;
    mixed ^= mixed >>> 33;
    mixed *= 0xFF51AFD7ED558CCDL;
    mixed ^= mixed >>> 33;
    mixed *= 0xC4CEB9FE1A85EC53L;
    mixed ^= mixed >>> 33;
    return mixed;
  }

  /// A trace id on its way to the bloom filter.
  record TraceKey(long high, long low) {}
}
