package dev.vivace.storage.section;

import java.util.List;
import java.util.UUID;

/// The commit object of one section: what became of the records `[start, end)` of a partition.
///
/// @param firstAppendNanos append time of the section's first record, `lastAppendNanos` of its
///   last; nanoseconds since 1970
/// @param replayFrom the lowest offset still owed: `end`, or lower if something is carried
/// @param droppedRecords records that could not be turned into spans
/// @param sampled of tenants of which not every trace is kept; of none, mostly
/// @param nextCut the rule for the section that follows
/// @param nonce one for each attempt to commit: tells an own lost answer from another's win
/// @param writer program and version, for people
public record SectionCommit(
    UUID logId,
    int partition,
    long start,
    long end,
    long firstAppendNanos,
    long lastAppendNanos,
    long replayFrom,
    List<CarriedTenant> carried,
    List<BlockEntry> blocks,
    long droppedRecords,
    List<SampledTenant> sampled,
    CutRule nextCut,
    UUID nonce,
    String writer) {

  public SectionCommit {
    carried = List.copyOf(carried);
    blocks = List.copyOf(blocks);
    sampled = List.copyOf(sampled);
    if (partition < 0 || start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "section [%d, %d) of partition %d (expected: 0 <= start < end, partition >= 0)"
              .formatted(start, end, partition));
    }
    long owed = carried.stream().mapToLong(CarriedTenant::fromOffset).min().orElse(end);
    if (replayFrom < 0 || replayFrom > owed) {
      throw new IllegalArgumentException(
          "section [%d, %d): replayFrom %d (expected: 0 to %d, the lowest offset owed)"
              .formatted(start, end, replayFrom, owed));
    }
  }

  /// A section of tenants that keep every trace.
  public SectionCommit(
      UUID logId,
      int partition,
      long start,
      long end,
      long firstAppendNanos,
      long lastAppendNanos,
      long replayFrom,
      List<CarriedTenant> carried,
      List<BlockEntry> blocks,
      long droppedRecords,
      CutRule nextCut,
      UUID nonce,
      String writer) {
    this(
        logId,
        partition,
        start,
        end,
        firstAppendNanos,
        lastAppendNanos,
        replayFrom,
        carried,
        blocks,
        droppedRecords,
        List.of(),
        nextCut,
        nonce,
        writer);
  }

  /// The key of the section that begins at `start`.
  public static String key(UUID logId, int partition, long start) {
    return new LogPartition(logId, partition).sectionKey(start);
  }

  public LogPartition log() {
    return new LogPartition(logId, partition);
  }

  public String key() {
    return key(logId, partition, start);
  }
}
