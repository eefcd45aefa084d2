package dev.vivace.storage.scan;

import dev.vivace.storage.block.IntColumn;
import dev.vivace.storage.block.RowGroupReader;
import dev.vivace.storage.block.TableReader;
import dev.vivace.storage.scan.DecodedColumns.Decoded;
import dev.vivace.storage.scan.DecodedColumns.Part;
import dev.vivace.storage.spans.SpanSchema;
import dev.vivace.traceql.table.Codes;
import java.util.Arrays;

/// What every span of a row group has: times and ids. Thread-safe.
final class SpanColumns {

  private final RowGroup rowGroup;
  private final boolean mayEndBeforeStart;

  /// @param mayEndBeforeStart whether spans may start so late that an end after it wraps around
  SpanColumns(RowGroup rowGroup, boolean mayEndBeforeStart) {
    this.rowGroup = rowGroup;
    this.mayEndBeforeStart = mayEndBeforeStart;
  }

  TraceRows traces() {
    return rowGroup.get(
        SpanSchema.TRACES,
        Part.TRACES,
        TraceRows.class,
        () -> {
          TraceRows traces = TraceRows.read(rowGroup);
          return new Decoded<>(traces, traces.memoryBytes());
        });
  }

  long[] starts() {
    return longs(Part.STARTS, this::readStarts);
  }

  long[] durations() {
    return longs(Part.DURATIONS, this::readDurations);
  }

  long[] spanIds() {
    return longs(Part.SPAN_IDS, () -> rowGroup.longs(spans(), SpanSchema.SPAN_ID));
  }

  long[] parentIds() {
    return longs(Part.PARENT_IDS, this::readParentIds);
  }

  /// The row of each span's resource.
  Codes resources() {
    return rowGroup.get(
        SpanSchema.SPANS,
        Part.RESOURCES,
        Codes.class,
        () -> {
          RowGroupReader reader = rowGroup.open();
          int count = reader.table(SpanSchema.RESOURCES).rows();
          int[] codes = rowGroup.codes(reader.table(SpanSchema.SPANS), SpanSchema.RESOURCE, count);
          return RowGroup.ofCodes(Codes.of(codes, count));
        });
  }

  private interface LongReader {
    long[] read();
  }

  private long[] longs(Part part, LongReader reader) {
    return rowGroup.get(SpanSchema.SPANS, part, long[].class, () -> Decoded.of(reader.read()));
  }

  /// The greatest duration that a page's head tells; a negative one counts as zero.
  long maxDuration() {
    IntColumn durations = spans().ints(SpanSchema.DURATION);
    long max = 0;
    for (int page = 0; page < durations.pageCount(); page++) {
      max = Math.max(max, durations.max(page));
    }
    return max;
  }

  private TableReader spans() {
    return rowGroup.open().table(SpanSchema.SPANS);
  }

  private long[] readDurations() {
    long[] durations = rowGroup.longs(spans(), SpanSchema.DURATION);
    for (int row = 0; row < durations.length; row++) {
      durations[row] = Math.max(0, durations[row]);
    }
    if (mayEndBeforeStart) {
      long[] starts = starts();
      for (int row = 0; row < durations.length; row++) {
        if (Long.compareUnsigned(starts[row] + durations[row], starts[row]) < 0) {
          durations[row] = 0;
        }
      }
    }
    return durations;
  }

  /// Depth and the start relative to the span above, added up.
  private long[] readStarts() {
    TraceRows traces = traces();
    TableReader table = spans();
    int[] depths = depths(table, traces);
    long[] starts = rowGroup.longs(table, SpanSchema.START);
    long[] startAtDepth = new long[16];
    for (int trace = 0; trace < traces.count(); trace++) {
      long traceStart = traces.starts()[trace];
      int end = traces.firstRows()[trace + 1];
      for (int row = traces.firstRows()[trace]; row < end; row++) {
        int depth = depths[row];
        if (depth == startAtDepth.length) {
          startAtDepth = Arrays.copyOf(startAtDepth, depth * 2);
        }
        starts[row] += depth == 0 ? traceStart : startAtDepth[depth - 1];
        startAtDepth[depth] = starts[row];
      }
    }
    return starts;
  }

  /// The id of the span above, unless another was sent.
  private long[] readParentIds() {
    RowGroupReader reader = rowGroup.open();
    int[] depths = depths(reader.table(SpanSchema.SPANS), traces());
    long[] spanIds = spanIds();
    long[] parentIds = new long[depths.length];
    long[] idAtDepth = new long[16];
    for (int row = 0; row < depths.length; row++) {
      int depth = depths[row];
      if (depth == idAtDepth.length) {
        idAtDepth = Arrays.copyOf(idAtDepth, depth * 2);
      }
      parentIds[row] = depth == 0 ? 0 : idAtDepth[depth - 1];
      idAtDepth[depth] = spanIds[row];
    }
    if (reader.hasTable(SpanSchema.PARENTS)) {
      TableReader sent = reader.table(SpanSchema.PARENTS);
      int[] rows = rowGroup.codes(sent, SpanSchema.ROW, parentIds.length);
      long[] ids = rowGroup.longs(sent, SpanSchema.VALUE);
      for (int i = 0; i < rows.length; i++) {
        parentIds[rows[i]] = ids[i];
      }
    }
    return parentIds;
  }

  /// The depths of all rows: 0 at the first of a trace, at most one more than in the row before.
  private int[] depths(TableReader table, TraceRows traces) {
    int[] depths = rowGroup.ints(table, SpanSchema.DEPTH);
    for (int trace = 0; trace < traces.count(); trace++) {
      int end = traces.firstRows()[trace + 1];
      int limit = 0;
      for (int row = traces.firstRows()[trace]; row < end; row++) {
        int depth = depths[row];
        if (depth < 0 || depth > limit) {
          throw rowGroup.corrupt(
              SpanSchema.SPANS,
              "depth %d in row %d (expected: 0 to %d)".formatted(depth, row, limit));
        }
        limit = depth + 1;
      }
    }
    return depths;
  }
}
