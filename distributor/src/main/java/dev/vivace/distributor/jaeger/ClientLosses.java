package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.translate.Text;
import io.micrometer.core.instrument.Counter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Counts the spans that clients lost before they sent them. A client tells sums since it began, so
/// what counts is by how much they grew since its last report; its first one here counts nothing,
/// or a restart of ours would count old losses again. Knows [#MAX_CLIENTS] clients: of more, those
/// that were silent longest are forgotten. Thread-safe.
final class ClientLosses {

  static final int MAX_CLIENTS = 10_000;

  /// Longer names of clients are none: clients make them of 16 random digits or a UUID.
  static final int MAX_NAME_BYTES = 64;

  private final Counter fullQueue;
  private final Counter tooLarge;
  private final Counter failedToEmit;
  private final Map<String, ClientStats> reports =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ClientStats> eldest) {
          return size() > MAX_CLIENTS;
        }
      };

  /// @param counters the counter of a reason
  ClientLosses(Function<String, Counter> counters) {
    fullQueue = counters.apply("full_queue");
    tooLarge = counters.apply("too_large");
    failedToEmit = counters.apply("failed_to_emit");
  }

  /// Takes what a client says; one without a name cannot be told from others and is passed over.
  void report(Text client, ClientStats now) {
    if (client.isEmpty() || client.length() > MAX_NAME_BYTES) {
      return;
    }
    ClientStats before;
    synchronized (reports) {
      before = reports.put(client.toString(), now);
    }
    if (before != null) {
      count(fullQueue, before.fullQueue(), now.fullQueue());
      count(tooLarge, before.tooLarge(), now.tooLarge());
      count(failedToEmit, before.failedToEmit(), now.failedToEmit());
    }
  }

  private static void count(Counter counter, long before, long now) {
    if (now > before && before >= 0) { // Reports may overtake each other.
      counter.increment((double) (now - before));
    }
  }
}
