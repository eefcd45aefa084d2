package dev.vivace.querier.trace;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TraceId;
import dev.vivace.storage.trace.TraceFinder.Sources;
import dev.vivace.transport.http.HttpRequest;
import java.util.Optional;

/// What a trace lookup asks for. `blockStart` and `blockEnd`, with which the reference's own parts
/// split a lookup, are accepted and change nothing.
///
/// @param sources empty if only sources outside of Vivace are asked for: there are none
/// @param startSeconds 0 is no bound
/// @param endSeconds `Long.MAX_VALUE` is no bound
record TraceByIdRequest(TraceId id, Optional<Sources> sources, long startSeconds, long endSeconds) {

  static TraceByIdRequest parse(HttpRequest request) {
    long start = seconds(request, "start");
    long end = seconds(request, "end");
    if (start != 0 && end != 0 && end <= start) {
      throw new InvalidRequestException(
          "http parameter start must be before end. received start=%d end=%d"
              .formatted(start, end));
    }
    return new TraceByIdRequest(
        TraceId.parse(lastSegment(request.rawPath())),
        sources(parameter(request, "mode").orElse("all")),
        start,
        end == 0 ? Long.MAX_VALUE : end);
  }

  // Of the path as sent: an encoded slash is no separator, and a percent sign no hex digit.
  private static String lastSegment(String rawPath) {
    return rawPath.substring(rawPath.lastIndexOf('/') + 1);
  }

  private static Optional<Sources> sources(String mode) {
    return switch (mode) {
      case "all" -> Optional.of(Sources.ALL);
      case "blocks" -> Optional.of(Sources.BLOCKS);
      case "ingesters", "recent" -> Optional.of(Sources.RECENT);
      case "external" -> Optional.empty();
      default ->
          throw new InvalidRequestException(
              "invalid mode '%s' (expected: all, blocks, ingesters, recent or external)"
                  .formatted(mode));
    };
  }

  private static long seconds(HttpRequest request, String name) {
    String text = parameter(request, name).orElse("0");
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(invalidSeconds(name, text), e);
    }
    throw new InvalidRequestException(invalidSeconds(name, text));
  }

  private static String invalidSeconds(String name, String text) {
    return "invalid %s '%s' (expected: unix seconds, such as 1767225600)".formatted(name, text);
  }

  private static Optional<String> parameter(HttpRequest request, String name) {
    return request.parameter(name).filter(value -> !value.isEmpty());
  }
}
