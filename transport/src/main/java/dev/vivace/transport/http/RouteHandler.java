package dev.vivace.transport.http;

/// Answers the requests of one route. Runs as [HttpHandler] says.
@FunctionalInterface
public interface RouteHandler {

  HttpResponse handle(HttpRequest request, PathVariables variables) throws Exception;
}
