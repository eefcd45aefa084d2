package dev.vivace.distributor;

import io.grpc.netty.NettyServerBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How long gRPC connections live and how they are probed: `keepalive.server_parameters` and
/// `keepalive.enforcement_policy`. A connection's age is spread by 10 % around its maximum.
///
/// @param time the server pings a connection that was silent so long
/// @param timeout and closes it if the answer takes so long
/// @param maxConnectionIdle a connection without calls is closed after so long; zero is never
/// @param maxConnectionAge after which clients are told to connect anew, so that a balancer can
///   spread them again; zero is never
/// @param maxConnectionAgeGrace for the calls in flight then; zero is without limit
/// @param minTime the shortest interval of clients' pings that is put up with; the common agent's
///   default is 10 s, which network delays can shorten
/// @param permitWithoutStream whether clients may ping while they have no call open; a connection
///   that does it nevertheless is closed
public record KeepAliveConfig(
    Duration time,
    Duration timeout,
    Duration maxConnectionIdle,
    Duration maxConnectionAge,
    Duration maxConnectionAgeGrace,
    Duration minTime,
    boolean permitWithoutStream) {

  public static final KeepAliveConfig DEFAULT =
      new KeepAliveConfig(
          Duration.ofHours(2),
          Duration.ofSeconds(20),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          true);

  public KeepAliveConfig {
    requireNotNegative("max_connection_idle", maxConnectionIdle);
    requireNotNegative("max_connection_age", maxConnectionAge);
    requireNotNegative("max_connection_age_grace", maxConnectionAgeGrace);
    requireNotNegative("min_time", minTime);
    if (time.isNegative() || time.isZero() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "keepalive: time %s, timeout %s (expected: longer than 0)".formatted(time, timeout));
    }
  }

  private static void requireNotNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(
          "keepalive.%s: %s (expected: >= 0)".formatted(name, value));
    }
  }

  /// Puts these settings into a server that is being built.
  public void applyTo(NettyServerBuilder builder) {
    builder
        .keepAliveTime(time.toMillis(), TimeUnit.MILLISECONDS)
        .keepAliveTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveTime(minTime.toMillis(), TimeUnit.MILLISECONDS)
        .permitKeepAliveWithoutCalls(permitWithoutStream);
    if (!maxConnectionIdle.isZero()) {
      builder.maxConnectionIdle(maxConnectionIdle.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (!maxConnectionAge.isZero()) {
      builder.maxConnectionAge(maxConnectionAge.toMillis(), TimeUnit.MILLISECONDS);
      if (!maxConnectionAgeGrace.isZero()) { // To the builder zero is "at once".
        builder.maxConnectionAgeGrace(maxConnectionAgeGrace.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }
}
