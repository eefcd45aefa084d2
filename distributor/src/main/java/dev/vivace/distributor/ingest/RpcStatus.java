package dev.vivace.distributor.ingest;

import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import dev.vivace.model.bytes.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/// A failure as `google.rpc.Status`, in both encodings.
///
/// ```text
///   google.rpc.Status = 1 code  2 message  3 details: Any { 1 type_url, 2 value }*
///   BadRequest        = 1 field_violations { 1 field, 2 description }*
///   RetryInfo         = 1 retry_delay { 1 seconds, 2 nanos }
/// ```
public final class RpcStatus {

  private static final int INITIAL_BYTES = 128;
  private static final String TYPE_PREFIX = "type.googleapis.com/google.rpc.";
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MILLIS_PER_SECOND = 1000;

  /// This share of a delay is the most that is added to it by chance.
  private static final int JITTER_SHARE = 10;

  private RpcStatus() {}

  /// The status in protobuf, as gRPC and HTTP carry it.
  public static byte[] statusProtobuf(Failed failed) {
    ProtobufWriter writer = new ProtobufWriter(INITIAL_BYTES);
    writer.writeVarintField(1, failed.failure().grpcCode());
    writeText(writer, 2, failed.message());
    String field = failed.field();
    if (field != null) {
      writeDetail(
          writer,
          "BadRequest",
          () -> {
            int violation = writer.begin(1);
            writeText(writer, 1, field);
            writeText(writer, 2, failed.message());
            writer.end(violation);
          });
    }
    Duration retryAfter = failed.retryAfter();
    if (retryAfter != null) {
      long millis = withJitter(retryAfter);
      writeDetail(
          writer,
          "RetryInfo",
          () -> {
            int delay = writer.begin(1);
            writer.writeVarintField(1, millis / MILLIS_PER_SECOND);
            writer.writeVarintField(2, millis % MILLIS_PER_SECOND * NANOS_PER_MILLI);
            writer.end(delay);
          });
    }
    return writer.toByteArray();
  }

  public static String statusJson(Failed failed) {
    StringBuilder details = new StringBuilder();
    String field = failed.field();
    if (field != null) {
      details.append(
          "{\"@type\":\"%sBadRequest\",\"fieldViolations\":[{\"field\":%s,\"description\":%s}]}"
              .formatted(TYPE_PREFIX, quote(field), quote(failed.message())));
    }
    Duration retryAfter = failed.retryAfter();
    if (retryAfter != null) {
      long millis = withJitter(retryAfter);
      details
          .append(details.isEmpty() ? "" : ",")
          .append(
              "{\"@type\":\"%sRetryInfo\",\"retryDelay\":\"%d.%03ds\"}"
                  .formatted(TYPE_PREFIX, millis / MILLIS_PER_SECOND, millis % MILLIS_PER_SECOND));
    }
    String message =
        "\"code\":%d,\"message\":%s"
            .formatted(failed.failure().grpcCode(), quote(failed.message()));
    return details.isEmpty()
        ? "{" + message + "}"
        : "{" + message + ",\"details\":[" + details + "]}";
  }

  private static void writeDetail(ProtobufWriter writer, String type, Runnable content) {
    int any = writer.begin(3);
    writeText(writer, 1, TYPE_PREFIX + type);
    int value = writer.begin(2);
    content.run();
    writer.end(value);
    writer.end(any);
  }

  private static void writeText(ProtobufWriter writer, int field, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    writer.writeBytesField(field, utf8, 0, utf8.length);
  }

  /// The value of `Retry-After` on HTTP: whole seconds, rounded up.
  public static String retryAfterSeconds(Duration delay) {
    return Long.toString(Math.max(1, delay.plusSeconds(1).minusNanos(1).toSeconds()));
  }

  /// The delay in milliseconds, so that clients that were told to come back at the same moment are
  /// spread.
  private static long withJitter(Duration delay) {
    long millis = delay.toMillis();
    return millis + ThreadLocalRandom.current().nextLong(millis / JITTER_SHARE + 1);
  }

  /// A string of JSON.
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
