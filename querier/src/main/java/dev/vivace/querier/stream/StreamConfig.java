package dev.vivace.querier.stream;

import java.time.Duration;

/// How answers are streamed.
///
/// @param interval the shortest time between two messages while a query runs
/// @param maxPacketBytes larger answers are sent in several messages
/// @param maxStall how long a caller may take nothing before its call is ended
public record StreamConfig(Duration interval, int maxPacketBytes, Duration maxStall) {

  public static StreamConfig defaults() {
    return new StreamConfig(Duration.ofMillis(500), 2 << 20, Duration.ofMinutes(1));
  }
}
