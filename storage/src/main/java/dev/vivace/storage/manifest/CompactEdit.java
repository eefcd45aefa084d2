package dev.vivace.storage.manifest;

import dev.vivace.storage.section.BlockEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Replaces blocks by what they were merged to, if all of them still live and the outputs hold
/// exactly their spans. The outputs take the place of the first input.
///
/// @param inputs the blocks that were merged, as their manifest has them
/// @param outputs what they became; announced before they were stored
/// @param graceNanos how long the inputs' objects stay
public record CompactEdit(
    List<Measured> inputs, List<Measured> outputs, SpanSet duplicates, long graceNanos)
    implements ManifestEdit {

  /// A block and what its footer says of its spans.
  public record Measured(BlockEntry entry, SpanSet spans) {}

  /// @param duplicates the spans that were in several inputs: each as often as it was left out
  public CompactEdit {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("a compaction without inputs (expected: at least one)");
    }
    SpanSet expected = sum(inputs).minus(duplicates);
    SpanSet found = sum(outputs);
    if (!found.equals(expected)) {
      throw new SpansDifferException(
          "compaction of %s: outputs have %s (expected: %s); the inputs stay"
              .formatted(keys(inputs), found, expected));
    }
  }

  private static SpanSet sum(List<Measured> blocks) {
    return SpanSet.sum(blocks.stream().map(Measured::spans).toList());
  }

  private static List<String> keys(List<Measured> blocks) {
    return blocks.stream().map(block -> block.entry().key()).toList();
  }

  @Override
  public Outcome applyTo(ManifestState state, long sequence) {
    Set<BlockEntry> removed = inputs.stream().map(Measured::entry).collect(Collectors.toSet());
    Set<BlockEntry> live = new HashSet<>();
    state.live().forEach(block -> live.add(block.entry()));
    if (outputs.stream().anyMatch(output -> live.contains(output.entry()))) {
      return new Outcome.Unchanged();
    }
    if (!live.containsAll(removed)) {
      return new Outcome.Refused("inputs were removed meanwhile");
    }
    if (!state.announced().containsAll(keys(outputs))) {
      return new Outcome.Refused("outputs are not announced any more");
    }
    return new Outcome.Changed(replaced(state, sequence, removed));
  }

  private ManifestState replaced(ManifestState state, long sequence, Set<BlockEntry> removed) {
    long lastAppendNanos =
        state.live().stream()
            .filter(block -> removed.contains(block.entry()))
            .mapToLong(LiveBlock::lastAppendNanos)
            .max()
            .orElseThrow();
    List<LiveBlock> live = new ArrayList<>();
    List<Tombstone> tombstones = new ArrayList<>(state.tombstones());
    boolean placed = false;
    for (LiveBlock block : state.live()) {
      if (!removed.contains(block.entry())) {
        live.add(block);
        continue;
      }
      tombstones.add(Tombstone.of(block, sequence, graceNanos));
      if (!placed) {
        outputs.forEach(output -> live.add(new LiveBlock(output.entry(), lastAppendNanos)));
        placed = true;
      }
    }
    TreeSet<String> announced = new TreeSet<>(state.announced());
    keys(outputs).forEach(announced::remove);
    return state.withBlocks(live, tombstones).withAnnounced(announced);
  }
}
