package dev.vivace.storage.log;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The segments on disk, oldest first; the last may be being written. Safe for several threads.
final class Segments {

  private final List<Segment> segments; // guarded by this

  Segments(List<Segment> found) {
    segments = new ArrayList<>(found);
  }

  /// Adds the newest one, in place of an empty one that began at the same offset.
  synchronized void add(Segment segment) {
    segments.removeIf(other -> other.path().equals(segment.path()));
    segments.add(segment);
  }

  synchronized List<Segment> all() {
    return List.copyOf(segments);
  }

  synchronized long bytes() {
    return segments.stream().mapToLong(Segment::bytes).sum();
  }

  synchronized int count() {
    return segments.size();
  }

  /// Those that hold only records below the offset, never the last one: it remembers which offset
  /// is next.
  synchronized List<Segment> below(long offset) {
    int count = 0;
    while (count + 1 < segments.size() && segments.get(count + 1).header().baseOffset() <= offset) {
      count++;
    }
    return List.copyOf(segments.subList(0, count));
  }

  synchronized void remove(Segment segment) {
    segments.remove(segment);
  }

  /// A segment's file.
  ///
  /// @param bytes its length
  /// @param isHeaderIntact false if the header was made up from the file's name
  record Segment(Path path, SegmentHeader header, long bytes, boolean isHeaderIntact) {}
}
