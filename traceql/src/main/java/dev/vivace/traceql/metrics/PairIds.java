package dev.vivace.traceql.metrics;

/// Numbers pairs of small numbers from 0 on, in the order of their first use. For one thread.
final class PairIds {

  private final LongIds pairs = new LongIds();

  /// The number of a pair, a new one if it was not seen before.
  int id(int first, int second) {
    return pairs.id(((long) first << Integer.SIZE) | (second & 0xffff_ffffL));
  }

  int count() {
    return pairs.count();
  }

  int first(int id) {
    return (int) (pairs.key(id) >>> Integer.SIZE);
  }

  int second(int id) {
    return (int) pairs.key(id);
  }
}
