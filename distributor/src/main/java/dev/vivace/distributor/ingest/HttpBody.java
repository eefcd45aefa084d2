package dev.vivace.distributor.ingest;

import dev.vivace.distributor.encoding.ContentEncoding;
import dev.vivace.distributor.encoding.SnappyBlock;
import dev.vivace.transport.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// The body of an HTTP request, inflated as its `Content-Encoding` says.
public final class HttpBody {

  private HttpBody() {}

  /// The encoding of a request; refuses one that is not known.
  public static ContentEncoding encoding(HttpRequest request) throws RefusedException {
    List<String> values = request.headers().getOrDefault("content-encoding", List.of());
    String value = String.join(",", values);
    return ContentEncoding.ofHttpName(value)
        .orElseThrow(
            () ->
                new RefusedException(
                    Failure.UNSUPPORTED_TYPE,
                    "unknown Content-Encoding '%s' (known: %s)"
                        .formatted(value, ContentEncoding.names())));
  }

  /// Inflates the request's body into `bytes`; refuses what does not inflate or is too large.
  public static void inflate(HttpRequest request, RequestBytes bytes) throws RefusedException {
    byte[] body = request.body();
    ContentEncoding encoding = encoding(request);
    try {
      if (encoding == ContentEncoding.IDENTITY) {
        bytes.take(body);
      } else if (encoding == ContentEncoding.SNAPPY && SnappyBlock.isBlock(body)) {
        bytes.end(SnappyBlock.inflate(body, bytes.begin(SnappyBlock.inflatedBytes(body))));
      } else {
        try (InputStream inflated = encoding.inflate(new ByteArrayInputStream(body))) {
          bytes.readAll(inflated, body.length);
        }
      }
    } catch (IOException e) {
      throw new RefusedException(
          Failure.INVALID,
          "the body is not %s: %s".formatted(encoding.encodingName(), e.getMessage()));
    }
  }

  /// The request's path without one trailing slash.
  public static String path(HttpRequest request) {
    String path = request.path();
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}
