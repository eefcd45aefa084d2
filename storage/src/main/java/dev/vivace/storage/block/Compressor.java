package dev.vivace.storage.block;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.Closeable;

/// Compresses pages one after another, keeping its native context and its buffer. A page stays as
/// it is where zstd saves less than a tenth.
final class Compressor implements Closeable {

  private static final int LEVEL = 1;

  /// Below this there is nothing to gain.
  private static final int MIN_BYTES = 24;

  private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);
  private byte[] buffer = new byte[(int) Zstd.compressBound(BlockFormat.PAGE_BYTES)];
  private byte[] stored = buffer;
  private int storedLength;
  private int codec;

  /// Afterwards [#stored], [#storedLength] and [#codec] say what to store.
  void compress(byte[] raw, int rawLength) {
    stored = raw;
    storedLength = rawLength;
    codec = BlockFormat.CODEC_RAW;
    if (rawLength < MIN_BYTES) {
      return;
    }
    int bound = Math.toIntExact(Zstd.compressBound(rawLength));
    if (buffer.length < bound) {
      buffer = new byte[bound];
    }
    int size = context.compressByteArray(buffer, 0, bound, raw, 0, rawLength);
    if (size <= rawLength - rawLength / 10) {
      stored = buffer;
      storedLength = size;
      codec = BlockFormat.CODEC_ZSTD;
    }
  }

  /// The bytes to store from 0 on; valid until the next page, and perhaps the raw ones themselves.
  byte[] stored() {
    return stored;
  }

  int storedLength() {
    return storedLength;
  }

  int codec() {
    return codec;
  }

  @Override
  public void close() {
    context.close();
  }
}
