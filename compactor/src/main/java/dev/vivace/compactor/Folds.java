package dev.vivace.compactor;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
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
    Folding.tenants(chain).forEach(tenant -> fold(tenant, chain));
    long floor = store.run(Collection.ofSections(log));
    metrics.sectionsFolded.increment((double) countBelow(chain, floor));
    LOG.info(
        "log {}: {} sections folded, the chain is kept from {}",
        log,
        chain.sections().size(),
        floor);
  }

  /// One tenant's damaged manifest is no other's.
  private void fold(TenantId tenant, ChainReading chain) {
    try {
      store.blockList().adopt(store.run(Folding.of(tenant, chain, Store.writer())));
    } catch (CorruptDataException e) {
      metrics.errors.increment();
      LOG.error("sections of log {} are not folded for tenant {}", chain.log(), tenant, e);
    }
  }

  private static long countBelow(ChainReading chain, long floor) {
    return chain.sections().stream().filter(section -> section.start() < floor).count();
  }
}
