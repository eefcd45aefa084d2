package dev.vivace.storage.section;

import java.util.List;

/// What of a committed section is of use once others have followed: its blocks.
///
/// @param lastAppendNanos append time of the section's last record, nanoseconds since 1970
public record SectionBlocks(long start, long end, long lastAppendNanos, List<BlockEntry> blocks) {

  public SectionBlocks {
    blocks = List.copyOf(blocks);
  }

  public static SectionBlocks of(SectionCommit section) {
    return new SectionBlocks(
        section.start(), section.end(), section.lastAppendNanos(), section.blocks());
  }
}
