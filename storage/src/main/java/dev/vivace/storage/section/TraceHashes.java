package dev.vivace.storage.section;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/// A list of traces by the hash of their ids, as commit objects name many. Immutable.
public final class TraceHashes {

  /// No traces.
  public static final TraceHashes NONE = new TraceHashes(new long[0]);

  /// Source: S. Vigna, "splitmix64.c" (2015), the golden-ratio increment.
  private static final long INCREMENT = 0x9E3779B97F4A7C15L;

  private final long[] hashes;

  private TraceHashes(long[] hashes) {
    this.hashes = hashes;
  }

  public static TraceHashes of(long... hashes) {
    return hashes.length == 0 ? NONE : new TraceHashes(hashes.clone());
  }

  /// The hash of an id: a mix of both halves, all 64 bits of it.
  public static long hash(long high, long low) {
    return mix(mix(low + INCREMENT) ^ high);
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

  /// Reads what [#toText] wrote, or throws `IllegalArgumentException`.
  static TraceHashes parse(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (bytes.length % Long.BYTES != 0) {
      throw new IllegalArgumentException(
          "%d bytes of hashes (expected: a multiple of %d)".formatted(bytes.length, Long.BYTES));
    }
    long[] hashes = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(hashes);
    return of(hashes);
  }

  /// Base64 (RFC 4648, section 4) of the hashes, 8 bytes each, little-endian.
  String toText() {
    ByteBuffer bytes =
        ByteBuffer.allocate(hashes.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(hashes);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  public int count() {
    return hashes.length;
  }

  public long get(int index) {
    return hashes[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TraceHashes list && Arrays.equals(hashes, list.hashes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return hashes.length + " traces";
  }
}
