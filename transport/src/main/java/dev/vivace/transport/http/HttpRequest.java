package dev.vivace.transport.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request, body and all. Header names are lower-case; values are in the order sent.
///
/// @param path percent-decoded, without the query
/// @param rawPath as sent, without the query
/// @param parameters percent-decoded query parameters in the order sent
/// @param body as sent, still compressed if `content-encoding` says so
/// @param remoteAddress for logs
/// @param caller whether the client still waits
public record HttpRequest(
    String method,
    String path,
    String rawPath,
    Map<String, List<String>> parameters,
    Map<String, List<String>> headers,
    byte[] body,
    String remoteAddress,
    Caller caller) {

  /// A request whose client waits.
  public HttpRequest(
      String method,
      String path,
      String rawPath,
      Map<String, List<String>> parameters,
      Map<String, List<String>> headers,
      byte[] body,
      String remoteAddress) {
    this(method, path, rawPath, parameters, headers, body, remoteAddress, new Caller());
  }

  /// The same with other headers.
  public HttpRequest withHeaders(Map<String, List<String>> others) {
    return new HttpRequest(method, path, rawPath, parameters, others, body, remoteAddress, caller);
  }

  /// The header's first value.
  public Optional<String> header(String lowerCaseName) {
    List<String> values = headers.get(lowerCaseName);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  /// The parameter's first value.
  public Optional<String> parameter(String name) {
    List<String> values = parameters.get(name);
    return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }
}
