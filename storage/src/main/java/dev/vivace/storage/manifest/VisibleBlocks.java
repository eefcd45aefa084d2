package dev.vivace.storage.manifest;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a reader may read of a tenant: the live blocks of its manifest, and those of sections that
/// are not folded into it yet.
///
/// The sections must have been read before the manifest: what was folded in between is then in the
/// manifest, and passed over in the sections.
public final class VisibleBlocks {

  private VisibleBlocks() {}

  /// The blocks, of each partition in the order of its log.
  ///
  /// @param sections of each partition without gaps, from its floor or earlier
  public static List<LiveBlock> of(
      TenantId tenant, ManifestState state, Map<LogPartition, List<SectionBlocks>> sections) {
    List<LiveBlock> visible = new ArrayList<>(state.live());
    sections.forEach(
        (log, chain) -> {
          long folded = state.foldedTo(log);
          for (SectionBlocks section : chain) {
            if (section.end() > folded) {
              addBlocks(tenant, section, visible);
            }
          }
        });
    return visible;
  }

  private static void addBlocks(TenantId tenant, SectionBlocks section, List<LiveBlock> visible) {
    for (BlockEntry entry : section.blocks()) {
      if (entry.tenant().equals(tenant)) {
        visible.add(new LiveBlock(entry, section.lastAppendNanos()));
      }
    }
  }
}
