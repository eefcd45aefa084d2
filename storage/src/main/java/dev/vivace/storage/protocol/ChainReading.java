package dev.vivace.storage.protocol;

import dev.vivace.storage.section.DamagedSection;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCommit;
import java.util.List;
import java.util.Optional;

/// What a look at a chain of sections has found.
///
/// @param floor sections below it are in manifests, and may be gone
/// @param sections those that were read, without gaps but for the damaged ones
/// @param damaged those that are there and could not be read, ascending
/// @param last the last of those that were read, whole; empty if there was none
/// @param jumped whether sections between the position asked for and the first one were passed over
///   because they are below the floor
public record ChainReading(
    LogPartition log,
    long floor,
    List<SectionBlocks> sections,
    List<DamagedSection> damaged,
    Optional<SectionCommit> last,
    boolean jumped) {

  public ChainReading {
    sections = List.copyOf(sections);
    damaged = List.copyOf(damaged);
  }

  /// Whether it is known where the next section begins: not if the last one is damaged.
  public boolean isHeadKnown() {
    return damaged.isEmpty() || damaged.getLast().isEndKnown();
  }
}
