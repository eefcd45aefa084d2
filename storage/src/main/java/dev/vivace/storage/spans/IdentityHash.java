package dev.vivace.storage.spans;

/// The 128-bit hash of a span's identity (trace id, span id, kind, start), and sums of it: two sets
/// of spans are equal if their sums are, up to chance. Addition is modulo 2^128, so sums do not
/// depend on order, and the sum of a merged block is the sum of its inputs less what was dropped.
///
/// `h = mix(mix(mix(mix(mix(seed ^ traceHigh) ^ traceLow) ^ spanId) ^ start) ^ kind)` for each
/// half, with `mix` the finalizer of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom
/// number generators", 2014) and the seeds 0x243F6A8885A308D3 and 0x13198A2E03707344 (digits of
/// pi).
final class IdentityHash {

  private static final long HIGH_SEED = 0x243F6A8885A308D3L;
  private static final long LOW_SEED = 0x13198A2E03707344L;

  private long high;
  private long low;

  void add(long traceHigh, long traceLow, long spanId, int kind, long startNanos) {
    long addedLow = hash(LOW_SEED, traceHigh, traceLow, spanId, kind, startNanos);
    long sum = low + addedLow;
    high += hash(HIGH_SEED, traceHigh, traceLow, spanId, kind, startNanos);
    if (Long.compareUnsigned(sum, addedLow) < 0) {
      high++;
    }
    low = sum;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }

  private static long hash(
      long seed, long traceHigh, long traceLow, long spanId, int kind, long startNanos) {
    long hash = mix(seed ^ traceHigh);
    hash = mix(hash ^ traceLow);
    hash = mix(hash ^ spanId);
    hash = mix(hash ^ startNanos);
    return mix(hash ^ kind);
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
