package dev.vivace.querier.api;

import dev.vivace.transport.http.HttpResponse;

/// Says that an answer is partial. The bodies of searches have no place for it, and strict readers
/// refuse a key they don't know, so it goes into a header.
public final class PartialAnswers {

  /// Why the answer is not complete; absent if it is.
  public static final String HEADER = "x-vivace-partial";

  private static final int MAX_LENGTH = 1000;

  private PartialAnswers() {}

  /// @param message empty if the answer is complete
  public static HttpResponse mark(HttpResponse response, String message) {
    return message.isEmpty() ? response : response.withHeader(HEADER, headerText(message));
  }

  private static String headerText(String message) {
    String shown = message.length() > MAX_LENGTH ? message.substring(0, MAX_LENGTH) : message;
    return shown.replaceAll("[^ -~]", "?");
  }
}
