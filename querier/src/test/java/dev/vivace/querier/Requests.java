package dev.vivace.querier;

import dev.vivace.transport.http.HttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Requests as the listener would hand them on.
public final class Requests {

  private Requests() {}

  /// @param target path and query as sent
  /// @param headers name, value, name, value …
  public static HttpRequest get(String target, String... headers) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], List.of(headers[i + 1]));
    }
    QueryStringDecoder query =
        new QueryStringDecoder(target, StandardCharsets.UTF_8, true, 1024, true);
    return new HttpRequest(
        "GET", query.path(), query.rawPath(), query.parameters(), all, new byte[0], "test");
  }
}
