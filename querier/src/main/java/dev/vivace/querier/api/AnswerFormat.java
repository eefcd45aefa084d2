package dev.vivace.querier.api;

import dev.vivace.transport.http.HttpRequest;

/// In which form an answer goes out.
public enum AnswerFormat {
  PROTOBUF("application/protobuf"),
  JSON("application/json"),
  /// A smaller JSON for language models; endpoints without one answer JSON.
  LLM("application/vnd.grafana.llm+json");

  private static final String LLM_FAMILY = "application/vnd.grafana.llm";

  private final String contentType;

  AnswerFormat(String contentType) {
    this.contentType = contentType;
  }

  public String contentType() {
    return contentType;
  }

  /// What the `Accept` header asks for, as the reference reads it: by substring, in the order
  /// protobuf, JSON, LLM, whatever the weights say. Without a known type: JSON.
  public static AnswerFormat of(HttpRequest request) {
    String accept = request.header("accept").orElse("");
    if (accept.contains(PROTOBUF.contentType)) {
      return PROTOBUF;
    }
    if (accept.contains(JSON.contentType)) {
      return JSON;
    }
    return accept.contains(LLM_FAMILY) ? LLM : JSON;
  }
}
