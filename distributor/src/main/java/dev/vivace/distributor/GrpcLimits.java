package dev.vivace.distributor;

import dev.vivace.transport.connection.GuardedConnections;
import java.time.Duration;

/// What bounds one gRPC receiver, beside the size of its messages.
///
/// @param maxCalls over all connections; further calls are answered UNAVAILABLE
/// @param maxConnections further ones are closed at once
/// @param beginTimeout from the connection to the client's first settings
/// @param messageTimeout from a call's headers to the end of its message
public record GrpcLimits(
    int maxCalls, int maxConnections, Duration beginTimeout, Duration messageTimeout) {

  public static final GrpcLimits DEFAULT =
      new GrpcLimits(
          16_384,
          GuardedConnections.MAX_CONNECTIONS,
          GuardedConnections.BEGIN_TIMEOUT,
          Duration.ofSeconds(30));

  public GrpcLimits {
    if (maxCalls <= 0 || maxConnections <= 0) {
      throw new IllegalArgumentException(
          "maxCalls: %d, maxConnections: %d (expected: both > 0)"
              .formatted(maxCalls, maxConnections));
    }
    if (!beginTimeout.isPositive() || !messageTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "beginTimeout: %s, messageTimeout: %s (expected: both > 0)"
              .formatted(beginTimeout, messageTimeout));
    }
  }

  public GrpcLimits withMaxCalls(int count) {
    return new GrpcLimits(count, maxConnections, beginTimeout, messageTimeout);
  }

  public GrpcLimits withMaxConnections(int count) {
    return new GrpcLimits(maxCalls, count, beginTimeout, messageTimeout);
  }

  public GrpcLimits withBeginTimeout(Duration timeout) {
    return new GrpcLimits(maxCalls, maxConnections, timeout, messageTimeout);
  }

  public GrpcLimits withMessageTimeout(Duration timeout) {
    return new GrpcLimits(maxCalls, maxConnections, beginTimeout, timeout);
  }
}
