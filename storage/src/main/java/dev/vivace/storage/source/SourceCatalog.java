package dev.vivace.storage.source;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.section.BlockEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The current sources of every tenant. The write path changes them, queries pin them. Thread-safe.
public final class SourceCatalog {

  private final Map<TenantId, TenantSources> tenants = new ConcurrentHashMap<>();
  private volatile Unlisted unlisted = new Unlisted(0, Map.of());

  /// How many lists of blocks could not be read. Whatever they name is not shown, so answers are
  /// partial.
  ///
  /// @param ofOthers for tenants that are not named
  public record Unlisted(int ofOthers, Map<TenantId, Integer> ofTenants) {

    public Unlisted {
      ofTenants = Map.copyOf(ofTenants);
    }
  }

  /// Says of which tenants blocks may be missing.
  public void setUnlisted(Unlisted unread) {
    unlisted = unread;
  }

  /// How many lists could not be read that may name blocks of the tenant.
  public int unlistedCount(TenantId tenant) {
    Unlisted now = unlisted;
    return now.ofTenants().getOrDefault(tenant, now.ofOthers());
  }

  /// Removes blocks of a tenant and adds others, newer than all it has, in one step. Queries that
  /// have pinned removed ones go on reading them.
  public void changeBlocks(TenantId tenant, List<BlockEntry> removed, List<BlockEntry> added) {
    if (removed.isEmpty() && added.isEmpty()) {
      return;
    }
    tenants.compute(
        tenant,
        (_, old) -> {
          TenantSources now =
              (old == null ? TenantSources.NONE : old)
                  .withoutBlocks(Set.copyOf(removed))
                  .withBlocks(added);
          return now.isEmpty() ? null : now;
        });
  }

  /// Adds a head, newer than all the tenant has.
  public PinnedHead addHead(TenantId tenant, LiveHead head) {
    PinnedHead pinned = new PinnedHead(head);
    tenants.compute(tenant, (_, old) -> (old == null ? TenantSources.NONE : old).withHead(pinned));
    return pinned;
  }

  /// Adds a head that some traces of the tenant's newest one were copied to, in one step: each of
  /// their rows is read in one of the two.
  ///
  /// @param carriedOn by trace ordinal of the older head; not to be changed afterwards
  public PinnedHead carryOn(TenantId tenant, PinnedHead older, boolean[] carriedOn, LiveHead head) {
    PinnedHead pinned = new PinnedHead(head);
    tenants.compute(
        tenant,
        (_, old) -> (old == null ? TenantSources.NONE : old).withHead(pinned, older, carriedOn));
    return pinned;
  }

  /// Replaces a head by the blocks that hold its spans now, in one step; no blocks if others hold
  /// them.
  public void replaceHead(TenantId tenant, PinnedHead head, List<BlockEntry> blocks) {
    tenants.computeIfPresent(
        tenant,
        (_, old) -> {
          TenantSources now = old.without(head).withBlocks(blocks);
          return now.isEmpty() ? null : now;
        });
    head.unpin();
  }

  /// How many blocks all tenants have together.
  public int blockCount() {
    return tenants.values().stream().mapToInt(sources -> sources.blocks().size()).sum();
  }

  /// Reads a tenant's sources: what the reader sees does not change, and its heads keep their
  /// memory, until it returns.
  <T> T read(TenantId tenant, Function<TenantSources, T> reader) {
    TenantSources sources = pin(tenant);
    try {
      return reader.apply(sources);
    } finally {
      sources.unpin();
    }
  }

  private TenantSources pin(TenantId tenant) {
    while (true) {
      TenantSources sources = tenants.getOrDefault(tenant, TenantSources.NONE);
      // A head that is gone has left the current list already: the next look finds another.
      if (sources.pin()) {
        return sources;
      }
    }
  }
}
