package dev.vivace.storage.block;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads the sections of a footer; [Footer] says what they look like.
final class FooterReader {

  private static final int ROW_GROUP_BYTES = 64;
  private static final int MAX_TENANT_BYTES = 1 << 10;

  private final Set<Integer> seen = new HashSet<>();
  private final long dataEnd;
  private final ByteCursor cursor;
  private @Nullable BlockInfo origin;
  private @Nullable List<Footer.RowGroup> rowGroups;
  private @Nullable Extent index;
  private @Nullable Extent bloom;
  private int @Nullable [] splitTraces;

  /// @param dataEnd where the footer begins: all other parts lie before it
  FooterReader(ByteCursor cursor, long dataEnd) {
    this.cursor = cursor;
    this.dataEnd = dataEnd;
  }

  Footer read() {
    Sections.read(cursor, this::readSection);
    if (origin == null || rowGroups == null || index == null || splitTraces == null) {
      throw cursor.corrupt("sections %s (expected: at least 1, 2, 3 and 5)".formatted(seen));
    }
    checkSplitTraces(splitTraces, rowGroups);
    return new Footer(withSplitTraces(origin, splitTraces), rowGroups, index, bloom);
  }

  private boolean readSection(int kind, boolean required, ByteCursor content) {
    if (!seen.add(kind)) {
      throw content.corrupt("section %d a second time (expected: once)".formatted(kind));
    }
    switch (kind) {
      case BlockFormat.SECTION_ORIGIN -> origin = readOrigin(content);
      case BlockFormat.SECTION_ROW_GROUPS -> rowGroups = readRowGroups(content);
      case BlockFormat.SECTION_TRACE_INDEX -> index = readExtent(content);
      case BlockFormat.SECTION_BLOOM -> bloom = readBloom(content);
      case BlockFormat.SECTION_SPLIT_TRACES -> splitTraces = readSplitTraces(content);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static BlockInfo readOrigin(ByteCursor content) {
    return new BlockInfo(
        readTenant(content),
        new UUID(content.readLong(), content.readLong()),
        content.readInt(),
        content.readLong(),
        content.readLong(),
        content.readLong(),
        content.readLong(),
        content.readLong(),
        content.readLong(),
        content.readLong(),
        content.readLong(),
        new int[0]);
  }

  private static TenantId readTenant(ByteCursor content) {
    try {
      return new TenantId(content.readText("tenant", MAX_TENANT_BYTES));
    } catch (InvalidRequestException e) {
      throw content.corrupt(String.valueOf(e.getMessage()));
    }
  }

  private List<Footer.RowGroup> readRowGroups(ByteCursor content) {
    int count = content.readEntryCount("row groups", ROW_GROUP_BYTES);
    List<Footer.RowGroup> read = new ArrayList<>(count);
    int traces = 0;
    for (int i = 0; i < count; i++) {
      Extent extent = readExtent(content);
      int rows = content.readCount("rows", Integer.MAX_VALUE);
      int ownTraces = content.readCount("traces", BlockFormat.MAX_TRACES - traces);
      traces += ownTraces;
      RowGroupInfo info =
          new RowGroupInfo(
              rows,
              ownTraces,
              content.readLong(),
              content.readLong(),
              content.readLong(),
              content.readLong(),
              content.readLong());
      read.add(new Footer.RowGroup(info, extent));
    }
    return List.copyOf(read);
  }

  private Extent readExtent(ByteCursor content) {
    long offset = content.readLong();
    int length = content.readCount("length", BlockFormat.MAX_ROW_GROUP_BYTES);
    return checked(content, new Extent(offset, length, content.readCount("directory", length)));
  }

  private Extent readBloom(ByteCursor content) {
    long offset = content.readLong();
    int length = content.readCount("length", BlockFormat.MAX_FRAME_BYTES);
    return checked(content, new Extent(offset, length, length));
  }

  private Extent checked(ByteCursor content, Extent extent) {
    if (extent.offset() < 0 || extent.offset() > dataEnd - extent.length()) {
      throw content.corrupt(
          "a part of %d bytes at byte %d (expected: to end before the footer at byte %d)"
              .formatted(extent.length(), extent.offset(), dataEnd));
    }
    return extent;
  }

  private static int[] readSplitTraces(ByteCursor content) {
    int[] ordinals = new int[content.readEntryCount("split traces", Integer.BYTES)];
    for (int i = 0; i < ordinals.length; i++) {
      ordinals[i] = content.readInt();
    }
    return ordinals;
  }

  private void checkSplitTraces(int[] ordinals, List<Footer.RowGroup> groups) {
    int limit = groups.stream().mapToInt(group -> group.info().traces()).sum();
    int previous = -1;
    for (int ordinal : ordinals) {
      if (ordinal <= previous || ordinal >= limit) {
        throw cursor.corrupt(
            "split trace %d after %d (expected: ascending ordinals below %d)"
                .formatted(ordinal, previous, limit));
      }
      previous = ordinal;
    }
  }

  private static BlockInfo withSplitTraces(BlockInfo info, int[] ordinals) {
    return new BlockInfo(
        info.tenant(),
        info.logId(),
        info.partition(),
        info.startOffset(),
        info.endOffset(),
        info.firstAppendNanos(),
        info.lastAppendNanos(),
        info.spans(),
        info.traces(),
        info.setHashHigh(),
        info.setHashLow(),
        ordinals);
  }
}
