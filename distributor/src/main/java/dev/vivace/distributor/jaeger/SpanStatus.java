package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.translate.Text;

/// A span's status, which Jaeger's senders express by tags.
///
/// ```text
///   error = true                 ──▶ ERROR
///   otel.status_code = OK, ERROR ──▶ that
///   http.status_code             ──▶ 5xx, what is none, and 4xx unless a server says it: ERROR
///   none of these                ──▶ UNSET
/// ```
///
/// @param code OTLP's, 0 to 2
record SpanStatus(int code, Text message) {

  private static final int UNSET = 0;
  private static final int OK = 1;
  private static final int ERROR = 2;

  private static final Text ERROR_TAG = Text.of("error");
  private static final Text STATUS_CODE = Text.of("otel.status_code");
  private static final Text STATUS_DESCRIPTION = Text.of("otel.status_description");

  /// What OpenTelemetry's exporters to Jaeger called it before.
  private static final Text STATUS_MESSAGE = Text.of("otel.status_message");

  private static final Text HTTP_CODE = Text.of("http.status_code");
  private static final Text HTTP_MESSAGE = Text.of("http.status_message");

  private static final int SERVER = 2;
  private static final int MAX_DIGITS = 9;

  /// Finds the status, and takes the tags out that it wholly says.
  ///
  /// @param kind OTLP's kind of the span
  static SpanStatus take(DistinctTags tags, int kind) {
    int written = takeStatusCode(tags);
    if (takeError(tags)) {
      return new SpanStatus(ERROR, description(tags));
    }
    if (written != UNSET) {
      return new SpanStatus(written, takeDescription(tags));
    }
    return isHttpError(tags, kind)
        ? new SpanStatus(ERROR, httpMessage(tags))
        : new SpanStatus(UNSET, Text.EMPTY);
  }

  /// A word that is no status stays an attribute.
  private static int takeStatusCode(DistinctTags tags) {
    int entry = tags.findText(STATUS_CODE);
    if (entry == DistinctTags.NONE) {
      return UNSET;
    }
    String word = tags.text(entry).toLowerCase();
    boolean known = word.equals("ok") || word.equals("error") || word.equals("unset");
    if (known) {
      tags.remove(entry);
    }
    return word.equals("ok") ? OK : word.equals("error") ? ERROR : UNSET;
  }

  /// A bool, or a text from old clients of PHP and C++.
  private static boolean takeError(DistinctTags tags) {
    int entry = tags.find(ERROR_TAG);
    if (entry == DistinctTags.NONE) {
      return false;
    }
    boolean isError =
        switch (tags.type(entry)) {
          case BOOL -> tags.number(entry) != 0;
          case STRING -> tags.text(entry).toLowerCase().equals("true");
          default -> false;
        };
    if (isError) {
      tags.remove(entry);
    }
    return isError;
  }

  private static Text description(DistinctTags tags) {
    Text description = takeDescription(tags);
    return description.isEmpty() ? httpMessage(tags) : description;
  }

  private static Text takeDescription(DistinctTags tags) {
    Text description = tags.takeText(STATUS_DESCRIPTION);
    return description.isEmpty() ? tags.takeText(STATUS_MESSAGE) : description;
  }

  private static Text httpMessage(DistinctTags tags) {
    int entry = tags.findText(HTTP_MESSAGE);
    return entry == DistinctTags.NONE ? Text.EMPTY : tags.text(entry);
  }

  private static boolean isHttpError(DistinctTags tags, int kind) {
    int entry = tags.find(HTTP_CODE);
    if (entry == DistinctTags.NONE) {
      return false;
    }
    return switch (tags.type(entry)) {
      case LONG -> isHttpError(tags.number(entry), kind);
      // Clients of Node.js send every number as a double.
      case DOUBLE -> isHttpError((long) Double.longBitsToDouble(tags.number(entry)), kind);
      case STRING -> {
        String text = tags.text(entry).toString();
        yield isNumber(text) && isHttpError(Long.parseLong(text), kind);
      }
      case BOOL, BINARY, UNKNOWN -> false;
    };
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isHttpError(long code, int kind) {
    if (code >= 400 && code < 500) {
      return kind != SERVER;
    }
    return code < 100 || code >= 500;
  }
}
