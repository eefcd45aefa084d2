package dev.vivace.storage.spans;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.block.PageSource;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.trace.TraceSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.BiConsumer;

/// Blocks in memory that heads were sealed to.
public final class BlockFixture {

  private BlockFixture() {}

  /// Seals all traces of a head.
  static BlockReader seal(LiveHead head) {
    return seal(new HeadSealer(head), new boolean[head.traces().count()]);
  }

  static BlockReader seal(HeadSealer sealer, boolean[] leftOut) {
    return seal(sealer, leftOut, (_, _) -> false);
  }

  static BlockReader seal(
      HeadSealer sealer, boolean[] leftOut, HeadSealer.SealedBefore sealedBefore) {
    ByteBuffer bytes = write(sealer, leftOut, sealedBefore);
    return BlockReader.open(source(bytes), "block", bytes.capacity(), _ -> true);
  }

  /// The bytes of a block with all traces of a head.
  ///
  /// @param maxRows spans in a row group, unless one trace alone has more
  public static ByteBuffer write(LiveHead head, int maxRows) {
    HeadSealer sealer = new HeadSealer(head, maxRows, HeadSealer.MAX_TRACE_ROWS);
    return write(sealer, new boolean[head.traces().count()], (_, _) -> false);
  }

  /// A sealer of small row groups.
  ///
  /// @param maxTraceRows spans of one trace in a row group
  public static HeadSealer sealer(LiveHead head, int maxRows, int maxTraceRows) {
    return new HeadSealer(head, maxRows, maxTraceRows);
  }

  public static PageSource source(ByteBuffer bytes) {
    return (offset, length) -> bytes.slice((int) offset, length);
  }

  private static ByteBuffer write(
      HeadSealer sealer, boolean[] leftOut, HeadSealer.SealedBefore sealedBefore) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      sealer.write(leftOut, sealedBefore, BlockFixture::describe, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ByteBuffer.wrap(out.toByteArray());
  }

  static BiConsumer<TraceId, TraceSink> reader(BlockReader block) {
    return (id, sink) -> new BlockTraceReader().read(block, id.high(), id.low(), sink);
  }

  private static BlockInfo describe(
      long spans, long traces, long hashHigh, long hashLow, int[] split) {
    return new BlockInfo(
        TenantId.SINGLE, new UUID(1, 2), 0, 0, 1, 1, 2, spans, traces, hashHigh, hashLow, split);
  }
}
