package dev.vivace.storage.block;

import com.github.luben.zstd.ZstdDecompressCtx;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/// Decompresses what is stored of pages and frames. Native contexts are kept for the next caller,
/// because making one costs as much as using it.
final class Decompressor {

  private static final int MAX_IDLE_CONTEXTS = 16;
  private static final ArrayBlockingQueue<ZstdDecompressCtx> IDLE =
      new ArrayBlockingQueue<>(MAX_IDLE_CONTEXTS);

  private Decompressor() {}

  /// Returns the raw bytes in an array of just their length, which may be the array that holds the
  /// stored ones.
  static byte[] decompress(Place place, String part, int codec, ByteBuffer stored, int rawLength) {
    if (codec == BlockFormat.CODEC_RAW) {
      return exactArray(stored);
    }
    byte[] source = stored.hasArray() ? stored.array() : exactArray(stored);
    int offset = stored.hasArray() ? stored.arrayOffset() + stored.position() : 0;
    byte[] raw = new byte[rawLength];
    int length = decompress(place, part, source, offset, stored.remaining(), raw);
    if (length != rawLength) {
      throw place.corrupt(
          part, "%d bytes after decompression (expected: %d)".formatted(length, rawLength));
    }
    return raw;
  }

  private static int decompress(
      Place place, String part, byte[] source, int offset, int length, byte[] target) {
    ZstdDecompressCtx idle = IDLE.poll();
    ZstdDecompressCtx context = idle != null ? idle : new ZstdDecompressCtx();
    try {
      return context.decompressByteArray(target, 0, target.length, source, offset, length);
    } catch (RuntimeException e) {
      throw place.corrupt(part, "zstd cannot decompress it: " + e.getMessage(), e);
    } finally {
      if (!IDLE.offer(context)) {
        context.close();
      }
    }
  }

  private static byte[] exactArray(ByteBuffer buffer) {
    if (buffer.hasArray()
        && buffer.arrayOffset() == 0
        && buffer.array().length == buffer.remaining()) {
      return buffer.array();
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.get(buffer.position(), copy);
    return copy;
  }
}
