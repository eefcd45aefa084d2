package dev.vivace.transport.http;

import org.jspecify.annotations.Nullable;

/// Answers HTTP requests. Runs on a virtual thread of its own and may block. What it throws becomes
/// a status by the table of `dev.vivace.model.error`.
@FunctionalInterface
public interface HttpHandler {

  HttpResponse handle(HttpRequest request) throws Exception;

  /// Looks at a request whose headers are in and whose body (empty here) is not. An answer refuses
  /// it: the body is then neither counted nor kept. Runs on the event loop and must not block.
  default @Nullable HttpResponse check(HttpRequest head) {
    return null;
  }

  /// Words an answer of the listener itself: a body over the limit (413), no budget left (503), a
  /// body that takes too long (408), a request that is no HTTP (400, 414, 431, 417).
  default HttpResponse refuse(HttpRequest head, int status, String message) {
    return ErrorAnswers.text(status, message);
  }
}
