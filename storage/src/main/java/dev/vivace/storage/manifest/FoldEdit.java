package dev.vivace.storage.manifest;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Takes a tenant's blocks out of sections into its manifest: as one version, so that each is in
/// one of the two at any time.
///
/// @param floor of the chain: below it there are no blocks that are not folded
/// @param sections of the chain without gaps, from its floor or from any later one that is folded
public record FoldEdit(TenantId tenant, LogPartition log, long floor, List<SectionBlocks> sections)
    implements ManifestEdit {

  public FoldEdit {
    sections = List.copyOf(sections);
  }

  @Override
  public Outcome applyTo(ManifestState state, long sequence) {
    long folded = state.foldedTo(log);
    if (sections.isEmpty() || sections.getLast().end() <= folded) {
      return new Outcome.Unchanged();
    }
    long first = sections.getFirst().start();
    if (first > folded && first > floor) {
      return new Outcome.Refused(
          "sections of %s from %d (expected: from %d, the end of what is folded, or earlier)"
              .formatted(log, first, Math.max(folded, floor)));
    }
    List<LiveBlock> live = new ArrayList<>(state.live());
    for (SectionBlocks section : sections) {
      if (section.end() > folded) {
        addBlocks(section, live);
      }
    }
    SortedMap<LogPartition, Long> newFolded = new TreeMap<>(state.folded());
    newFolded.put(log, sections.getLast().end());
    return new Outcome.Changed(state.withFolded(newFolded, live));
  }

  private void addBlocks(SectionBlocks section, List<LiveBlock> live) {
    for (BlockEntry entry : section.blocks()) {
      if (entry.tenant().equals(tenant)) {
        live.add(new LiveBlock(entry, section.lastAppendNanos()));
      }
    }
  }
}
