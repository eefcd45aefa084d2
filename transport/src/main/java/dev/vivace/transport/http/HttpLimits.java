package dev.vivace.transport.http;

/// The sizes and counts that bound one HTTP listener.
///
/// @param maxBodyBytes largest request body, as sent; above it the answer is 413
/// @param maxHeaderBytes largest request line and largest block of headers; above it 414 or 431
/// @param maxConnections open connections; further ones are closed at once
/// @param maxRequests requests that are read or handled at the same time; above it 503
/// @param maxStreams concurrent streams of one HTTP/2 connection
public record HttpLimits(
    int maxBodyBytes, int maxHeaderBytes, int maxConnections, int maxRequests, int maxStreams) {

  public static final HttpLimits DEFAULT = new HttpLimits(64 << 20, 64 << 10, 8192, 4096, 250);

  public HttpLimits {
    requirePositive("maxBodyBytes", maxBodyBytes);
    requirePositive("maxHeaderBytes", maxHeaderBytes);
    requirePositive("maxConnections", maxConnections);
    requirePositive("maxRequests", maxRequests);
    requirePositive("maxStreams", maxStreams);
  }

  public HttpLimits withMaxBodyBytes(int bytes) {
    return new HttpLimits(bytes, maxHeaderBytes, maxConnections, maxRequests, maxStreams);
  }

  public HttpLimits withMaxHeaderBytes(int bytes) {
    return new HttpLimits(maxBodyBytes, bytes, maxConnections, maxRequests, maxStreams);
  }

  public HttpLimits withMaxConnections(int count) {
    return new HttpLimits(maxBodyBytes, maxHeaderBytes, count, maxRequests, maxStreams);
  }

  public HttpLimits withMaxRequests(int count) {
    return new HttpLimits(maxBodyBytes, maxHeaderBytes, maxConnections, count, maxStreams);
  }

  private static void requirePositive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException("%s: %d (expected: > 0)".formatted(name, value));
    }
  }
}
