package dev.vivace.storage.manifest;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.DamagedSection;
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
/// @param sections of the chain, without gaps but for the damaged ones, from its floor or from any
///   later one that is folded
/// @param damaged sections of which nobody knows whose blocks they name: behind one that is not
///   folded nothing is
public record FoldEdit(
    TenantId tenant,
    LogPartition log,
    long floor,
    List<SectionBlocks> sections,
    List<DamagedSection> damaged)
    implements ManifestEdit {

  public FoldEdit {
    sections = List.copyOf(sections);
    damaged = List.copyOf(damaged);
  }

  @Override
  public Outcome applyTo(ManifestState state, long sequence) {
    long folded = state.foldedTo(log);
    List<SectionBlocks> known = beforeUnknown(folded);
    if (known.isEmpty() || known.getLast().end() <= folded) {
      return new Outcome.Unchanged();
    }
    long first = known.getFirst().start();
    if (first > folded && first > floor) {
      return new Outcome.Refused(
          "sections of %s from %d (expected: from %d, the end of what is folded, or earlier)"
              .formatted(log, first, Math.max(folded, floor)));
    }
    List<LiveBlock> live = new ArrayList<>(state.live());
    for (SectionBlocks section : known) {
      if (section.end() > folded) {
        addBlocks(section, live);
      }
    }
    SortedMap<LogPartition, Long> newFolded = new TreeMap<>(state.folded());
    newFolded.put(log, known.getLast().end());
    return new Outcome.Changed(state.withFolded(newFolded, live));
  }

  private List<SectionBlocks> beforeUnknown(long folded) {
    long unknown =
        damaged.stream()
            .filter(section -> section.end() > folded)
            .mapToLong(DamagedSection::start)
            .min()
            .orElse(Long.MAX_VALUE);
    return sections.stream().filter(section -> section.start() < unknown).toList();
  }

  private void addBlocks(SectionBlocks section, List<LiveBlock> live) {
    for (BlockEntry entry : section.blocks()) {
      if (entry.tenant().equals(tenant)) {
        live.add(new LiveBlock(entry, section.lastAppendNanos()));
      }
    }
  }
}
