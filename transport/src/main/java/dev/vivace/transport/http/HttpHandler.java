package dev.vivace.transport.http;

/// Answers HTTP requests. Runs on a virtual thread of its own and may block. What it throws becomes
/// a status by the table of `dev.vivace.model.error`.
@FunctionalInterface
public interface HttpHandler {

  HttpResponse handle(HttpRequest request) throws Exception;
}
