package dev.vivace.ingester.sampling;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// A share of all trace ids, chosen by their hash and a salt: the same ids that a Collector with
/// this salt and share samples.
final class IdShare {

  private static final BigInteger MOST =
      BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

  /// Source: G. Fowler, L. C. Noll, K.-P. Vo, "FNV-1a" of 64 bits.
  private static final long OFFSET_BASIS = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  private final long salted;
  private final boolean isNone;
  private final long threshold;

  /// @param percentage 0 to 100
  IdShare(String salt, double percentage) {
    long hash = OFFSET_BASIS;
    for (byte b : salt.getBytes(StandardCharsets.UTF_8)) {
      hash = add(hash, b);
    }
    this.salted = hash;
    this.isNone = percentage <= 0;
    this.threshold =
        new BigDecimal(percentage / 100)
            .multiply(new BigDecimal(MOST))
            .toBigInteger()
            .max(BigInteger.ZERO)
            .min(MOST)
            .longValue();
  }

  boolean contains(long high, long low) {
    return !isNone && Long.compareUnsigned(add(add(salted, high), low), threshold) <= 0;
  }

  private static long add(long hash, long bigEndian) {
    long added = hash;
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      added = add(added, (byte) (bigEndian >>> shift));
    }
    return added;
  }

  private static long add(long hash, byte b) {
    return (hash ^ (b & 0xff)) * PRIME;
  }
}
