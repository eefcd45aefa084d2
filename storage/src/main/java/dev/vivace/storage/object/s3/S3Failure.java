package dev.vivace.storage.object.s3;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/// Why an attempt failed, as far as it matters for what comes next.
enum S3Failure {
  /// There is no such object (or upload).
  ABSENT(false, false, false),
  /// The condition does not hold: the object exists.
  EXISTS(false, false, false),
  /// Another conditional request was under way: nothing happened.
  CONFLICT(true, false, false),
  /// The range begins behind the object's end.
  BEYOND_END(false, false, false),
  /// The store will say the same next time: rights, names, a request that it does not know.
  REFUSED(false, false, false),
  /// The clocks of store and machine differ too much.
  SKEWED(true, false, false),
  /// Nothing was sent.
  NOT_REACHED(true, false, true),
  /// All connections are in use; nothing was sent.
  BUSY(true, false, false),
  /// Too much is asked of the store. It should have done nothing, but whoever stands between may
  /// say this, too.
  THROTTLED(true, true, true),
  /// Sent, and no whole answer: if it was a write, nobody knows.
  BROKEN(true, true, true),
  /// The content to be stored could not be read.
  CONTENT(false, false, false),
  /// The caller wants it no more.
  INTERRUPTED(false, true, false);

  private final boolean retried;
  private final boolean unknown;
  private final boolean outage;

  S3Failure(boolean retried, boolean unknown, boolean outage) {
    this.retried = retried;
    this.unknown = unknown;
    this.outage = outage;
  }

  /// Whether another attempt may go better.
  boolean isRetried() {
    return retried;
  }

  /// Whether a write may have happened nevertheless.
  boolean isUnknown() {
    return unknown;
  }

  /// Whether it speaks for the store being away.
  boolean isOutage() {
    return outage;
  }

  static S3Failure of(RuntimeException e) {
    return switch (e) {
      case AwsServiceException service -> ofAnswer(service.statusCode(), code(service));
      case AbortedException _ -> INTERRUPTED;
      default -> ofCauses(e);
    };
  }

  /// The store's own word for the error; empty if it gave none.
  static String code(AwsServiceException e) {
    String code = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorCode();
    return code == null ? "" : code;
  }

  private static S3Failure ofAnswer(int status, String code) {
    return switch (code) {
      case "NoSuchKey", "NoSuchUpload" -> ABSENT;
      case "NoSuchBucket" -> REFUSED;
      case "PreconditionFailed" -> EXISTS;
      case "ConditionalRequestConflict", "OperationAborted" -> CONFLICT;
      case "InvalidRange" -> BEYOND_END;
      case "RequestTimeTooSkewed" -> SKEWED;
      case "SlowDown", "ServiceUnavailable", "Throttling", "TooManyRequests" -> THROTTLED;
      case "InternalError", "RequestTimeout" -> BROKEN;
      default -> ofStatus(status);
    };
  }

  private static S3Failure ofStatus(int status) {
    return switch (status) {
      case 404 -> ABSENT;
      case 408 -> BROKEN;
      case 409 -> CONFLICT;
      case 412 -> EXISTS;
      case 416 -> BEYOND_END;
      case 429, 503 -> THROTTLED;
      case 501 -> REFUSED;
      default -> status >= 400 && status < 500 ? REFUSED : BROKEN;
    };
  }

  private static S3Failure ofCauses(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case ContentException _ -> {
          return CONTENT;
        }
        case ConnectionRequestTimeoutException _ -> {
          return BUSY;
        }
        case ConnectException _,
            UnknownHostException _,
            NoRouteToHostException _,
            ConnectTimeoutException _ -> {
          return NOT_REACHED;
        }
        default -> {}
      }
    }
    return BROKEN;
  }
}
