package dev.vivace.storage.object.s3;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import software.amazon.awssdk.services.s3.model.S3Response;

/// The store's own clock, as its answers show it, to the second.
final class StoreClock {

  private StoreClock() {}

  /// When it answered. A store that does not say it has the time 0: nothing is old by it.
  static Instant of(S3Response response) {
    try {
      return response
          .sdkHttpResponse()
          .firstMatchingHeader("Date")
          .map(date -> DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
          .orElse(Instant.EPOCH);
    } catch (DateTimeException _) { // a date in no form of HTTP's: as if there were none
      return Instant.EPOCH;
    }
  }

  static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }
}
