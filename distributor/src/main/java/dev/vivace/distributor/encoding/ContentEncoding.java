package dev.vivace.distributor.encoding;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The compressions that request bodies may have. SNAPPY is the framed stream format here; the
/// block format, which HTTP clients send under the same name, is [SnappyBlock].
public enum ContentEncoding {
  IDENTITY("identity"),
  GZIP("gzip"),
  DEFLATE("deflate"),
  ZSTD("zstd"),
  SNAPPY("snappy");

  /// The largest zstd window, as a power of two: 32 MiB, what the strongest level of the Go agent
  /// uses. The format allows 2 GiB, which each request would take from native memory.
  private static final int MAX_ZSTD_WINDOW_LOG = 25;

  private static final int BUFFER_BYTES = 8192;

  private final String name;

  ContentEncoding(String name) {
    this.name = name;
  }

  /// The name in `Content-Encoding` and `grpc-encoding`.
  public String encodingName() {
    return name;
  }

  /// The names to advertise, comma-separated.
  public static String names() {
    return Arrays.stream(values())
        .map(ContentEncoding::encodingName)
        .collect(Collectors.joining(", "));
  }

  /// The encoding of a `Content-Encoding` header, of any case; empty if it is not known.
  public static Optional<ContentEncoding> ofHttpName(String headerValue) {
    return switch (headerValue.trim().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> Optional.of(IDENTITY);
      case "gzip", "x-gzip" -> Optional.of(GZIP);
      case "deflate", "zlib" -> Optional.of(DEFLATE);
      case "zstd" -> Optional.of(ZSTD);
      case "snappy" -> Optional.of(SNAPPY);
      default -> Optional.empty();
    };
  }

  /// The inflated bytes of a compressed stream. Reading throws [IOException] at what is no such
  /// compression; closing frees native memory and closes `compressed`.
  public InputStream inflate(InputStream compressed) throws IOException {
    return switch (this) {
      case IDENTITY -> compressed;
      case GZIP -> new GzipMembersInputStream(compressed);
      case DEFLATE -> DeflateInputStream.open(new BufferedInputStream(compressed, BUFFER_BYTES));
      case ZSTD -> new ZstdInputStreamNoFinalizer(compressed).setLongMax(MAX_ZSTD_WINDOW_LOG);
      case SNAPPY -> new SnappyFramesInputStream(compressed);
    };
  }
}
