package dev.vivace.storage.protocol;

import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionBlocks;
import dev.vivace.storage.section.SectionCommit;
import java.util.List;
import java.util.Optional;

/// What a look at a chain of sections has found.
///
/// @param floor sections below it are in manifests, and may be gone
/// @param sections those that were read, without gaps
/// @param last the last of them, whole; empty if there was none to read
/// @param jumped whether sections between the position asked for and the first one were passed over
///   because they are below the floor
public record ChainReading(
    LogPartition log,
    long floor,
    List<SectionBlocks> sections,
    Optional<SectionCommit> last,
    boolean jumped) {

  public ChainReading {
    sections = List.copyOf(sections);
  }
}
