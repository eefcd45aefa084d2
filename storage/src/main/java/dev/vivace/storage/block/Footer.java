package dev.vivace.storage.block;

import java.io.IOException;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// What a reader must know of a block before it reads any other part.
///
/// ```text
/// footer      = section*
/// origin      = tenantLength:u32 tenant:byte[tenantLength] logId:u64[2] partition:u32
///               startOffset:u64 endOffset:u64 firstAppend:u64 lastAppend:u64
///               spans:u64 traces:u64 setHash:u64[2]
/// rowGroups   = count:u32 ( offset:u64 length:u32 directoryLength:u32 rows:u32 traces:u32
///               traceStartMin:u64 traceStartMax:u64 traceEndMax:u64 spanStartMin:u64
///               spanStartMax:u64 )[count]
/// traceIndex  = offset:u64 length:u32 directoryLength:u32
/// bloom       = offset:u64 length:u32
/// splitTraces = count:u32 ordinal:u32[count]
/// trailer     = footerLength:u32 version:u32 crc32c:u32 "VivaceEn"
/// ```
///
/// @param bloom null if the block has none; it may only save work, never change an answer
record Footer(BlockInfo info, List<RowGroup> rowGroups, Extent index, @Nullable Extent bloom) {

  record RowGroup(RowGroupInfo info, Extent extent) {}

  /// The traces of all row groups; ordinals are below it.
  int traces() {
    return rowGroups.stream().mapToInt(rowGroup -> rowGroup.info().traces()).sum();
  }

  void write(BlockOutput out) throws IOException {
    ByteSink sink = new ByteSink();
    int section = sink.beginSection(BlockFormat.SECTION_ORIGIN, true);
    writeOrigin(sink);
    sink.endSection(section);
    section = sink.beginSection(BlockFormat.SECTION_ROW_GROUPS, true);
    writeRowGroups(sink);
    sink.endSection(section);
    section = sink.beginSection(BlockFormat.SECTION_TRACE_INDEX, true);
    sink.writeLong(index.offset());
    sink.writeInt(index.length());
    sink.writeInt(index.directoryLength());
    sink.endSection(section);
    if (bloom != null) {
      section = sink.beginSection(BlockFormat.SECTION_BLOOM, false);
      sink.writeLong(bloom.offset());
      sink.writeInt(bloom.length());
      sink.endSection(section);
    }
    section = sink.beginSection(BlockFormat.SECTION_SPLIT_TRACES, true);
    writeSplitTraces(sink);
    sink.endSection(section);
    writeTrailer(sink);
    out.write(sink);
  }

  /// Ends a footer that is in the sink.
  static void writeTrailer(ByteSink sink) {
    if (sink.length() > BlockFormat.MAX_FOOTER_BYTES) {
      throw new IllegalArgumentException(
          "footer of %d bytes (limit: %d); write fewer row groups"
              .formatted(sink.length(), BlockFormat.MAX_FOOTER_BYTES));
    }
    sink.writeInt(sink.length());
    sink.writeInt(BlockFormat.VERSION);
    CRC32C crc = new CRC32C();
    crc.update(sink.bytes(), 0, sink.length());
    sink.writeInt((int) crc.getValue());
    sink.writeBytes(BlockFormat.TRAILER_MAGIC, 0, BlockFormat.TRAILER_MAGIC.length);
  }

  private void writeOrigin(ByteSink sink) {
    sink.writeText(info.tenant().value());
    sink.writeLong(info.logId().getMostSignificantBits());
    sink.writeLong(info.logId().getLeastSignificantBits());
    sink.writeInt(info.partition());
    sink.writeLong(info.startOffset());
    sink.writeLong(info.endOffset());
    sink.writeLong(info.firstAppendNanos());
    sink.writeLong(info.lastAppendNanos());
    sink.writeLong(info.spans());
    sink.writeLong(info.traces());
    sink.writeLong(info.setHashHigh());
    sink.writeLong(info.setHashLow());
  }

  private void writeRowGroups(ByteSink sink) {
    sink.writeInt(rowGroups.size());
    for (RowGroup rowGroup : rowGroups) {
      sink.writeLong(rowGroup.extent().offset());
      sink.writeInt(rowGroup.extent().length());
      sink.writeInt(rowGroup.extent().directoryLength());
      sink.writeInt(rowGroup.info().rows());
      sink.writeInt(rowGroup.info().traces());
      sink.writeLong(rowGroup.info().traceStartMin());
      sink.writeLong(rowGroup.info().traceStartMax());
      sink.writeLong(rowGroup.info().traceEndMax());
      sink.writeLong(rowGroup.info().spanStartMin());
      sink.writeLong(rowGroup.info().spanStartMax());
    }
  }

  private void writeSplitTraces(ByteSink sink) {
    sink.writeInt(info.splitTraces().length);
    int limit = traces();
    int previous = -1;
    for (int ordinal : info.splitTraces()) {
      if (ordinal <= previous || ordinal >= limit) {
        throw new IllegalArgumentException(
            "split trace %d after %d (expected: ascending ordinals below %d)"
                .formatted(ordinal, previous, limit));
      }
      sink.writeInt(ordinal);
      previous = ordinal;
    }
  }
}
