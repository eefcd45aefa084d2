package dev.vivace.transport.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Compresses answers with gzip for clients that accept it.
final class Compression {

  private static final int MIN_BYTES = 1024;
  private static final int BUFFER_BYTES = 8192;

  private Compression() {}

  static HttpResponse apply(HttpRequest request, HttpResponse response) {
    if (response.length() <= MIN_BYTES || response.headers().containsKey("content-encoding")) {
      return response;
    }
    Map<String, String> headers = new LinkedHashMap<>(response.headers());
    headers.merge("vary", "Accept-Encoding", (other, own) -> other + ", " + own);
    if (!acceptsGzip(request.headers().getOrDefault("accept-encoding", List.of()))) {
      return new HttpResponse(response.status(), headers, response.body(), response.length());
    }
    headers.put("content-encoding", "gzip");
    byte[] body = gzip(response.body(), response.length());
    return new HttpResponse(response.status(), headers, body, body.length);
  }

  /// Source: RFC 9110, section 12.5.3: names of any case, `*`, and `q=0` for "not this one".
  static boolean acceptsGzip(List<String> values) {
    boolean anyAccepted = false;
    for (String value : values) {
      for (String item : value.toLowerCase(Locale.ROOT).split(",", -1)) {
        String[] parts = item.split(";", 2);
        String name = parts[0].trim();
        boolean refused = parts.length == 2 && parts[1].replace(" ", "").matches("q=0(\\.0*)?");
        if (name.equals("gzip") || name.equals("x-gzip")) {
          return !refused;
        }
        anyAccepted |= name.equals("*") && !refused;
      }
    }
    return anyAccepted;
  }

  private static byte[] gzip(byte[] body, int length) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(Math.max(512, length / 4));
    try (FastGzip gzip = new FastGzip(compressed)) {
      gzip.write(body, 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException("compressing in memory failed", e);
    }
    return compressed.toByteArray();
  }

  /// Level 1: answers are read once, and level 6 takes twice as long for a quarter less.
  private static final class FastGzip extends GZIPOutputStream {

    FastGzip(OutputStream target) throws IOException {
      super(target, BUFFER_BYTES);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
