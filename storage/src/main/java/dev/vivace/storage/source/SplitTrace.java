package dev.vivace.storage.source;

import dev.vivace.model.id.TraceId;
import dev.vivace.storage.section.BlockEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A trace and where its rows lie, for one query. Not thread-safe.
final class SplitTrace {

  private final TraceId id;
  private final Set<TracePart> inBlocks = new LinkedHashSet<>();
  private final List<HeadPart> inHeads = new ArrayList<>();

  /// The rows of a trace in a head.
  ///
  /// @param head index in the list of sources
  /// @param headNumber another for each head that ever was
  /// @param trace its ordinal in the head
  /// @param rows how many there are in the view
  record HeadPart(int head, long headNumber, int trace, int rows) {}

  SplitTrace(TraceId id) {
    this.id = id;
  }

  TraceId id() {
    return id;
  }

  Set<TracePart> inBlocks() {
    return inBlocks;
  }

  List<HeadPart> inHeads() {
    return inHeads;
  }

  void addParts(Collection<TracePart> parts) {
    inBlocks.addAll(parts);
  }

  /// Adds what the heads have of it.
  void findInHeads(List<OpenHead> heads) {
    for (int i = 0; i < heads.size(); i++) {
      OpenHead head = heads.get(i);
      int ordinal = head.find(id);
      if (ordinal >= 0) {
        inHeads.add(new HeadPart(i, head.state().number(), ordinal, head.rows(ordinal)));
      }
    }
  }

  boolean isSplit() {
    return inBlocks.size() + inHeads.size() > 1;
  }

  /// Whether the whole trace may overlap the range: from the first start of all its parts to the
  /// last end.
  boolean overlaps(long startNanos, long endNanos, List<OpenHead> heads) {
    long first = -1; // The greatest of all.
    long last = 0;
    for (TracePart part : inBlocks) {
      BlockEntry block = part.block();
      first = Ranges.min(first, block.minTraceStartNanos());
      last = Ranges.max(last, block.maxTraceEndNanos());
    }
    for (HeadPart part : inHeads) {
      OpenHead head = heads.get(part.head());
      first = Ranges.min(first, head.traceStart(part.trace()));
      last = Ranges.max(last, head.traceEnd(part.trace()));
    }
    return Ranges.overlap(first, last, startNanos, endNanos);
  }
}
