package dev.vivace.storage.spans;

import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockWriter;
import dev.vivace.storage.block.WrittenBlock;
import dev.vivace.storage.head.LiveHead;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/// Writes the traces of a head that nobody appends to any more as a block: whole traces by start
/// time in row groups of up to 128k spans. Traces that start more than an hour from the median go
/// to row groups of their own, so that one wrong clock does not widen the others' ranges. For one
/// thread.
///
/// Memory beside the head: 4 bytes a row and some 30 a trace of the head, some 90 a row of the
/// largest trace, some 60 a row of the largest row group (at most 128k rows, or one giant trace of
/// 1M), 30 for each of its attributes that have no column, and an int for each value of the column
/// at hand. Where keys would make too many templates, also an int for each key of each different
/// list of keys.
public final class HeadSealer {

  /// Spans in a row group, unless one trace alone has more.
  static final int MAX_ROWS = 128 << 10;

  /// Spans of one trace in a row group; a larger trace is cut into parts that the block lists as
  /// split.
  static final int MAX_TRACE_ROWS = 1 << 20;

  private static final long OUTLIER_NANOS = 3_600_000_000_000L;

  private final LiveHead head;
  private final int maxRows;
  private final int maxTraceRows;
  private final TraceLayout layout = new TraceLayout();
  private final RowGroupEncoder encoder;
  private final IdentityHash setHash = new IdentityHash();
  private int[] splitTraces = new int[16];
  private int splitCount;
  private int writtenTraces;
  private long writtenSpans;
  private final UnsignedRange traceStarts = new UnsignedRange();
  private final UnsignedRange traceEnds = new UnsignedRange();
  private final UnsignedRange spanStarts = new UnsignedRange();

  public HeadSealer(LiveHead head) {
    this(head, MAX_ROWS, MAX_TRACE_ROWS);
  }

  HeadSealer(LiveHead head, int maxRows, int maxTraceRows) {
    this.head = head;
    this.maxRows = maxRows;
    this.maxTraceRows = maxTraceRows;
    this.encoder = new RowGroupEncoder(head);
  }

  /// What a block is to say of itself beside its spans.
  @FunctionalInterface
  public interface BlockIdentity {

    BlockInfo describe(long spans, long traces, long setHashHigh, long setHashLow, int[] split);
  }

  /// Says which traces have spans in earlier blocks.
  @FunctionalInterface
  public interface SealedBefore {

    boolean contains(long traceHigh, long traceLow);
  }

  /// What was written.
  ///
  /// @param duplicates spans left out because their identity was there already
  public record Sealed(
      WrittenBlock block,
      long spans,
      long traces,
      long duplicates,
      long minTraceStartNanos,
      long maxTraceStartNanos,
      long maxTraceEndNanos,
      long minSpanStartNanos,
      long maxSpanStartNanos) {}

  /// Writes the traces that are not left out to the stream, which stays open.
  ///
  /// @param leftOut by trace ordinal of the head
  public Sealed write(
      boolean[] leftOut, SealedBefore sealedBefore, BlockIdentity identity, OutputStream out)
      throws IOException {
    long[] starts = startsOfTraces();
    int[] ordinals = sorted(leftOut, starts);
    try (BlockWriter block = new BlockWriter(out)) {
      long median = ordinals.length == 0 ? 0 : starts[ordinals[ordinals.length / 2]];
      for (int ordinal : ordinals) {
        if (!isOutlier(starts[ordinal], median)) {
          writeTrace(block, ordinal, starts[ordinal], sealedBefore);
        }
      }
      flush(block);
      for (int ordinal : ordinals) {
        if (isOutlier(starts[ordinal], median)) {
          writeTrace(block, ordinal, starts[ordinal], sealedBefore);
        }
      }
      flush(block);
      BlockInfo info =
          identity.describe(
              writtenSpans,
              writtenTraces,
              setHash.high(),
              setHash.low(),
              Arrays.copyOf(splitTraces, splitCount));
      return new Sealed(
          block.finish(info),
          writtenSpans,
          writtenTraces,
          layout.duplicates(),
          traceStarts.min(),
          traceStarts.max(),
          traceEnds.max(),
          spanStarts.min(),
          spanStarts.max());
    }
  }

  private static boolean isOutlier(long start, long median) {
    long distance = start - median;
    return distance > OUTLIER_NANOS || distance < -OUTLIER_NANOS;
  }

  /// The start of each trace: that of its first span; a span that says 0 does not move it. Receive
  /// time stands in if all do.
  private long[] startsOfTraces() {
    long[] starts = new long[head.traces().count()];
    for (int row = 0; row < head.rowCount(); row++) {
      long start = head.startNanos(row);
      int trace = head.trace(row);
      if (start != 0 && (starts[trace] == 0 || Long.compareUnsigned(start, starts[trace]) < 0)) {
        starts[trace] = start;
      }
    }
    for (int trace = 0; trace < starts.length; trace++) {
      if (starts[trace] == 0) {
        starts[trace] = head.receivedNanos(head.traces().firstRow(trace));
      }
    }
    return starts;
  }

  private int[] sorted(boolean[] leftOut, long[] starts) {
    int[] ordinals = new int[starts.length];
    long[] highs = new long[starts.length];
    int count = 0;
    for (int trace = 0; trace < starts.length; trace++) {
      highs[trace] = head.traces().high(trace);
      if (!leftOut[trace]) {
        ordinals[count++] = trace;
      }
    }
    new IndexSort().sort(ordinals, count, starts, highs);
    return Arrays.copyOf(ordinals, count);
  }

  private void writeTrace(BlockWriter block, int trace, long start, SealedBefore sealedBefore)
      throws IOException {
    layout.layOut(head, trace);
    int rows = layout.count();
    boolean split = sealedBefore.contains(head.traces().high(trace), head.traces().low(trace));
    for (int from = 0; from < rows; from += maxTraceRows) {
      int to = Math.min(rows, from + maxTraceRows);
      if (encoder.rowCount() > 0 && encoder.rowCount() + to - from > maxRows) {
        flush(block);
      }
      addPart(from, to, trace, start, split || rows > maxTraceRows);
    }
  }

  private void addPart(int from, int to, int trace, long start, boolean split) {
    if (split) {
      if (splitCount == splitTraces.length) {
        splitTraces = Arrays.copyOf(splitTraces, splitCount * 2);
      }
      splitTraces[splitCount++] = writtenTraces + encoder.traceCount();
    }
    long end = encoder.add(layout, from, to, trace, start, split);
    traceStarts.add(start);
    traceEnds.add(end);
  }

  private void flush(BlockWriter block) throws IOException {
    if (encoder.rowCount() == 0) {
      return;
    }
    writtenSpans += encoder.rowCount();
    writtenTraces += encoder.traceCount();
    encoder.write(block, setHash, spanStarts);
  }
}
