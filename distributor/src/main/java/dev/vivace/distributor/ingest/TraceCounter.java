package dev.vivace.distributor.ingest;

import dev.vivace.model.span.SpanList;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Counts the traces that a request's spans belong to: a set of trace ids without objects, reused
/// from request to request. Spans of one trace usually follow each other, so most cost one
/// comparison. For one thread at a time.
final class TraceCounter {

  /// Distinct ids that are told apart; of a request with more, those beyond may be counted twice.
  static final int MAX_TRACES = 16_384;

  private static final int FIRST_SLOTS = 256;
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /// Senders choose the ids; without it they could choose such as fall into one slot.
  private final long seed = ThreadLocalRandom.current().nextLong();

  private long[] highs = new long[FIRST_SLOTS];
  private long[] lows = new long[FIRST_SLOTS];

  /// The request that filled the slot.
  private int[] rounds = new int[FIRST_SLOTS];

  private int round;
  private int traces;

  int count(SpanList spans) {
    beginRound();
    long lastHigh = 0;
    long lastLow = 0; // No span has the id of zeros.
    int beyond = 0;
    for (int i = 0; i < spans.count(); i++) {
      long high = spans.traceHigh(i);
      long low = spans.traceLow(i);
      if (high != lastHigh || low != lastLow) {
        lastHigh = high;
        lastLow = low;
        beyond += add(high, low) ? 0 : 1;
      }
    }
    return traces + beyond;
  }

  private void beginRound() {
    traces = 0;
    if (++round < 0) {
      round = 1;
      Arrays.fill(rounds, 0);
    }
  }

  /// Adds the id if it is new; false if it is and there is no room.
  private boolean add(long high, long low) {
    int at = slot(high, low);
    while (rounds[at] == round) {
      if (highs[at] == high && lows[at] == low) {
        return true;
      }
      at = (at + 1) & (rounds.length - 1);
    }
    if (traces == MAX_TRACES) {
      return false;
    }
    put(at, high, low);
    if (++traces * 2 > rounds.length) {
      grow();
    }
    return true;
  }

  private void put(int at, long high, long low) {
    rounds[at] = round;
    highs[at] = high;
    lows[at] = low;
  }

  private int slot(long high, long low) {
    long hash = (high ^ seed) * MULTIPLIER;
    hash = (Long.rotateLeft(hash, 32) ^ low) * MULTIPLIER;
    return (int) (hash >>> 32) & (rounds.length - 1);
  }

  private void grow() {
    long[] oldHighs = highs;
    long[] oldLows = lows;
    int[] oldRounds = rounds;
    highs = new long[oldHighs.length * 2];
    lows = new long[highs.length];
    rounds = new int[highs.length];
    for (int i = 0; i < oldRounds.length; i++) {
      if (oldRounds[i] == round) {
        int at = slot(oldHighs[i], oldLows[i]);
        while (rounds[at] == round) {
          at = (at + 1) & (rounds.length - 1);
        }
        put(at, oldHighs[i], oldLows[i]);
      }
    }
  }
}
