package dev.vivace.transport.http;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what a handler throws into a plain-text answer, by the table of `dev.vivace.model.error`.
public final class ErrorAnswers {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
  private static final String RETRY_AFTER_SECONDS = "1";

  private ErrorAnswers() {}

  /// The status of an exception.
  public static int status(Throwable thrown) {
    return switch (thrown) {
      case InvalidRequestException _ -> 400;
      case LimitExceededException _ -> 429;
      case StoreUnavailableException _ -> 503;
      default -> 500;
    };
  }

  /// The answer to an exception; one that is our fault is logged here, with its stack trace.
  static HttpResponse of(HttpRequest request, Throwable thrown) {
    int status = status(thrown);
    if (status == 500) {
      LOG.error("{} {} failed", request.method(), request.path(), thrown);
      return text(500, "internal error; the server's log says more");
    }
    return text(status, String.valueOf(thrown.getMessage()));
  }

  /// A plain-text answer; one that asks to come back says when.
  static HttpResponse text(int status, String message) {
    HttpResponse response =
        HttpResponse.text(status, message + "\n").withHeader("x-content-type-options", "nosniff");
    boolean later = status == 429 || status == 503;
    return later ? response.withHeader("retry-after", RETRY_AFTER_SECONDS) : response;
  }
}
