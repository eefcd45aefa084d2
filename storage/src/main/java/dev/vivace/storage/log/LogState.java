package dev.vivace.storage.log;

import dev.vivace.storage.log.Segments.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a log's folder says when it is opened.
///
/// @param segments oldest first
/// @param nextOffset the offset for the next record: above all that was ever acknowledged
/// @param failedFrom offsets from here to `nextOffset` were given to appends that failed
/// @param lastAppendNanos append time of the last record
record LogState(List<Segment> segments, long nextOffset, long failedFrom, long lastAppendNanos) {

  long lastSegmentNumber() {
    return segments.isEmpty() ? 0 : segments.getLast().header().segmentNumber();
  }

  static LogState find(
      LogDisk disk,
      LogFolder folder,
      LocalLogConfig config,
      Quarantine quarantine,
      LogMetrics metrics)
      throws IOException {
    List<Segment> segments = new ArrayList<>(folder.segments());
    for (Segment segment : segments) {
      if (!segment.isHeaderIntact()) {
        metrics.corruptions.increment();
      }
    }
    long marked = AcknowledgedMarker.read(disk, folder.path());
    if (segments.isEmpty()) {
      return new LogState(segments, marked, marked, 0);
    }
    Segment last = segments.removeLast();
    LogTail.End end = LogTail.check(disk, last, marked, config, quarantine, metrics);
    segments.add(new Segment(last.path(), last.header(), end.endPosition(), last.isHeaderIntact()));
    // A segment without a batch is replaced by the next one, which must say the same of failures.
    boolean isEmpty = end.nextOffset() == last.header().baseOffset();
    long failedFrom = isEmpty ? last.header().failedFrom() : end.nextOffset();
    return new LogState(segments, end.nextOffset(), failedFrom, end.lastAppendNanos());
  }
}
