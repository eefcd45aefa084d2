package dev.vivace.storage.scan;

import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.RowGroupInfo;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.traceql.table.SpanTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The row groups of a block as tables to be opened.
public final class RowGroupTables {

  private RowGroupTables() {}

  /// Says which rows of a row group count as absent.
  @FunctionalInterface
  public interface RowMasks {

    /// No row of any row group.
    RowMasks NONE = _ -> null;

    /// Asked whenever the row group is opened.
    ///
    /// @return bits as [dev.vivace.traceql.table.Bits] keeps them, not to be changed; null if no
    ///   row is masked
    long @Nullable [] of(int rowGroup);
  }

  /// A handle for each row group, in their order. No I/O.
  public static List<TableHandle> of(BlockReader block, DecodedColumns decoded, RowMasks masks) {
    List<TableHandle> handles = new ArrayList<>(block.rowGroupCount());
    for (int index = 0; index < block.rowGroupCount(); index++) {
      handles.add(new RowGroupHandle(block, index, block.rowGroupInfo(index), decoded, masks));
    }
    return handles;
  }

  private record RowGroupHandle(
      BlockReader reader, int index, RowGroupInfo info, DecodedColumns decoded, RowMasks masks)
      implements TableHandle {

    @Override
    public Optional<String> block() {
      return Optional.of(reader.name());
    }

    @Override
    public long traceStartMin() {
      return info.traceStartMin();
    }

    @Override
    public long traceStartMax() {
      return info.traceStartMax();
    }

    @Override
    public long traceEndMax() {
      return info.traceEndMax();
    }

    @Override
    public long spanStartMin() {
      return info.spanStartMin();
    }

    @Override
    public long spanStartMax() {
      return info.spanStartMax();
    }

    @Override
    public int rowCount() {
      return info.rows();
    }

    @Override
    public long sizeBytes() {
      return reader.rowGroupBytes(index);
    }

    @Override
    public boolean mayHold(long traceHigh, long traceLow) {
      if (!reader.mightContain(traceHigh, traceLow)) {
        return false;
      }
      for (int trace : reader.findCandidates(traceHigh, traceLow)) {
        if (reader.rowGroupOfTrace(trace) == index) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String name() {
      return "block '%s', row group %d".formatted(reader.name(), index);
    }

    @Override
    public SpanTable open() {
      return new RowGroupTable(reader, index, decoded, masks.of(index));
    }
  }
}
