package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.translate.Text;
import dev.vivace.distributor.zipkin.TagValue.TextValue;
import java.util.Locale;
import java.util.Map;

/// A span's status, which Zipkin's senders say in tags.
///
/// ```text
///   census.status_code   first version only: 0 is OK, any other an error
///   otel.status_code     OK, ERROR or UNSET
///   error                an error, unless one of those says OK; its text is the message
///   http.status_code     first version only: an error from 400 on
/// ```
record SpanStatus(Code code, Text message) {

  /// With OTLP's numbers in this order.
  enum Code {
    UNSET,
    OK,
    ERROR
  }

  private static final SpanStatus NONE = new SpanStatus(Code.UNSET, Text.EMPTY);
  private static final String PREFIX = "STATUS_CODE_";
  private static final int FIRST_HTTP_ERROR = 400;

  /// Takes the status out of a span's tags; those that say more than it stay.
  static SpanStatus take(Map<String, TagValue> tags, boolean isFirstVersion) {
    SpanStatus said = isFirstVersion ? takeCensus(tags) : NONE;
    SpanStatus status = said.isSet() ? said : takeOpenTelemetry(tags);
    if (status.code == Code.OK) {
      return status;
    }
    SpanStatus failed = takeError(tags, status);
    return failed.isSet() || !isFirstVersion ? failed : ofHttp(tags);
  }

  private boolean isSet() {
    return code != Code.UNSET;
  }

  private static SpanStatus takeCensus(Map<String, TagValue> tags) {
    TagValue value = tags.remove("census.status_code");
    if (value == null) {
      return NONE;
    }
    Code code = value.asText().equals("0") ? Code.OK : Code.ERROR;
    return new SpanStatus(code, takeMessage(tags, "census.status_description"));
  }

  private static SpanStatus takeOpenTelemetry(Map<String, TagValue> tags) {
    TagValue value = tags.get("otel.status_code");
    if (value == null) {
      return NONE;
    }
    String word = value.asText().toUpperCase(Locale.ROOT);
    for (Code code : Code.values()) {
      if (word.equals(code.name()) || word.equals(PREFIX + code.name())) {
        tags.remove("otel.status_code");
        return new SpanStatus(code, takeMessage(tags, "otel.status_description"));
      }
    }
    return NONE; // Nobody knows this word: it stays a tag.
  }

  private static Text takeMessage(Map<String, TagValue> tags, String key) {
    TagValue value = tags.remove(key);
    return value == null ? Text.EMPTY : text(value);
  }

  private static SpanStatus takeError(Map<String, TagValue> tags, SpanStatus status) {
    TagValue value = tags.get("error");
    if (value == null) {
      return status;
    }
    String word = value.asText();
    if (word.isEmpty() || word.equalsIgnoreCase("true")) {
      tags.remove("error");
      return new SpanStatus(Code.ERROR, status.message);
    }
    boolean isMessage = status.message.isEmpty() && !word.equalsIgnoreCase("false");
    return new SpanStatus(Code.ERROR, isMessage ? text(value) : status.message);
  }

  private static SpanStatus ofHttp(Map<String, TagValue> tags) {
    TagValue value = tags.get("http.status_code");
    if (value == null) {
      return NONE;
    }
    try {
      boolean isError = Integer.parseInt(value.asText()) >= FIRST_HTTP_ERROR;
      return isError ? new SpanStatus(Code.ERROR, Text.EMPTY) : NONE;
    } catch (NumberFormatException e) {
      return NONE; // Some word; it stays a tag in any case.
    }
  }

  private static Text text(TagValue value) {
    return value instanceof TextValue(Text text) ? text : Text.of(value.asText());
  }
}
