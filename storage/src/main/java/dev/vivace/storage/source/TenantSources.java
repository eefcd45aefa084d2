package dev.vivace.storage.source;

import dev.vivace.storage.section.BlockEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A tenant's sources at one moment, in the order of the log: blocks, heads that are being sealed,
/// the head that grows.
record TenantSources(List<BlockEntry> blocks, List<HeadSource> heads) {

  static final TenantSources NONE = new TenantSources(List.of(), List.of());

  TenantSources {
    blocks = List.copyOf(blocks);
    heads = List.copyOf(heads);
  }

  TenantSources withHead(PinnedHead head) {
    List<HeadSource> more = new ArrayList<>(heads);
    more.add(new HeadSource(head));
    return new TenantSources(blocks, more);
  }

  /// With a newer head that some traces of an older one were carried on to.
  TenantSources withHead(PinnedHead head, PinnedHead older, boolean[] carriedOn) {
    List<HeadSource> more = new ArrayList<>(heads);
    more.replaceAll(source -> source.pinned() == older ? new HeadSource(older, carriedOn) : source);
    more.add(new HeadSource(head));
    return new TenantSources(blocks, more);
  }

  TenantSources withBlocks(List<BlockEntry> added) {
    List<BlockEntry> more = new ArrayList<>(blocks);
    more.addAll(added);
    return new TenantSources(more, heads);
  }

  TenantSources withoutBlocks(Set<BlockEntry> removed) {
    List<BlockEntry> fewer = new ArrayList<>(blocks);
    fewer.removeIf(removed::contains);
    return new TenantSources(fewer, heads);
  }

  TenantSources without(PinnedHead head) {
    List<HeadSource> fewer = new ArrayList<>(heads);
    fewer.removeIf(source -> source.pinned() == head);
    return new TenantSources(blocks, fewer);
  }

  boolean isEmpty() {
    return blocks.isEmpty() && heads.isEmpty();
  }

  /// Pins all heads, or none if one of them is gone: then this list is no longer the current one.
  boolean pin() {
    for (int i = 0; i < heads.size(); i++) {
      if (!heads.get(i).pinned().pin()) {
        for (int pinned = 0; pinned < i; pinned++) {
          heads.get(pinned).pinned().unpin();
        }
        return false;
      }
    }
    return true;
  }

  void unpin() {
    heads.forEach(source -> source.pinned().unpin());
  }
}
