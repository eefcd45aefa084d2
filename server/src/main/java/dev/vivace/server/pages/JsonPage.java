package dev.vivace.server.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivace.transport.http.HttpResponse;
import java.util.Map;

/// A page of plain JSON fields.
final class JsonPage {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private JsonPage() {}

  static HttpResponse of(Map<String, String> fields) {
    try {
      return HttpResponse.of(200, "application/json", MAPPER.writeValueAsBytes(fields));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of strings is always JSON", e);
    }
  }
}
