package dev.vivace.distributor.grpc;

import dev.vivace.distributor.encoding.ContentEncoding;
import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// One of our encodings for gRPC. Nothing is read before the handler reads: the library opens
/// streams on the event loop, and an exception there would cancel the call instead of answering it.
final class GrpcDecompressor implements Decompressor {

  private final ContentEncoding encoding;

  private GrpcDecompressor(ContentEncoding encoding) {
    this.encoding = encoding;
  }

  /// Every encoding, each advertised in `grpc-accept-encoding`.
  static DecompressorRegistry registry() {
    DecompressorRegistry registry =
        DecompressorRegistry.emptyInstance().with(Codec.Identity.NONE, true);
    for (ContentEncoding encoding : ContentEncoding.values()) {
      if (encoding != ContentEncoding.IDENTITY) {
        registry = registry.with(new GrpcDecompressor(encoding), true);
      }
    }
    return registry;
  }

  @Override
  public String getMessageEncoding() {
    return encoding.encodingName();
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return new LazyInputStream(encoding, compressed);
  }

  /// Opens the inflating stream at the first read.
  private static final class LazyInputStream extends InputStream {

    private final ContentEncoding encoding;
    private final InputStream compressed;
    private @Nullable InputStream inflated;

    LazyInputStream(ContentEncoding encoding, InputStream compressed) {
      this.encoding = encoding;
      this.compressed = compressed;
    }

    private InputStream inflated() throws IOException {
      InputStream opened = inflated;
      if (opened == null) {
        opened = encoding.inflate(compressed);
        inflated = opened;
      }
      return opened;
    }

    @Override
    public int read() throws IOException {
      return inflated().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return inflated().read(target, offset, length);
    }

    @Override
    public void close() throws IOException {
      if (inflated != null) {
        inflated.close();
      } else {
        compressed.close();
      }
    }
  }
}
