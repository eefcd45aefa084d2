package dev.vivace.compactor;

import dev.vivace.storage.blocklist.BlockList;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.Collection;
import dev.vivace.storage.protocol.Folding;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.section.LogPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Folds sections into manifests and collects them afterwards, so that a start reads few of them.
final class Folds {

  private static final Logger LOG = LoggerFactory.getLogger(Folds.class);

  private final Store store;
  private final HousekeeperConfig config;
  private final HousekeepingMetrics metrics;

  Folds(Store store, HousekeeperConfig config, HousekeepingMetrics metrics) {
    this.store = store;
    this.config = config;
    this.metrics = metrics;
  }

  /// Folds the chains that have grown long or old.
  void foldDue(long nowNanos) {
    for (BlockList.Unfolded chain : store.blockList().unfolded()) {
      if (chain.count() >= config.foldSections()
          || nowNanos - chain.oldestNanos() >= config.foldAge().toNanos()) {
        fold(chain.log());
      }
    }
  }

  /// Folds all chains.
  void foldAll() {
    store.blockList().unfolded().forEach(chain -> fold(chain.log()));
  }

  private void fold(LogPartition log) {
    ChainReading chain = store.run(new FollowChain(log, 0));
    store.run(Folding.of(chain, Store.writer())).forEach(store.blockList()::adopt);
    long floor = store.run(Collection.ofSections(log));
    metrics.sectionsFolded.increment((double) countBelow(chain, floor));
    LOG.info(
        "log {}: {} sections folded, the chain is kept from {}",
        log,
        chain.sections().size(),
        floor);
  }

  private static long countBelow(ChainReading chain, long floor) {
    return chain.sections().stream().filter(section -> section.start() < floor).count();
  }
}
