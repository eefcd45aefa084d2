package dev.vivace.storage.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// Which split traces are joined into one table, so that queries of other ranges, and those after
/// another block has come, meet the same tables again.
///
/// @param inHeads those with rows in heads: they change with every view
/// @param inBlocks the others, by the newest block that has rows of them, newest first: a query
///   that reaches that block meets them all
record JoinedGroups(List<SplitTrace> inHeads, Collection<List<SplitTrace>> inBlocks) {

  static JoinedGroups of(List<SplitTrace> traces, TenantBlocks blocks) {
    List<SplitTrace> inHeads = new ArrayList<>();
    TreeMap<Integer, List<SplitTrace>> inBlocks = new TreeMap<>();
    // The order in which traces are found depends on the range.
    for (SplitTrace trace : traces.stream().sorted(Comparator.comparing(SplitTrace::id)).toList()) {
      if (trace.inHeads().isEmpty()) {
        inBlocks.computeIfAbsent(newest(trace, blocks), _ -> new ArrayList<>()).add(trace);
      } else {
        inHeads.add(trace);
      }
    }
    return new JoinedGroups(inHeads, inBlocks.descendingMap().values());
  }

  private static int newest(SplitTrace trace, TenantBlocks blocks) {
    return trace.inBlocks().stream()
        .mapToInt(part -> blocks.position(part.block()))
        .max()
        .orElseThrow();
  }
}
