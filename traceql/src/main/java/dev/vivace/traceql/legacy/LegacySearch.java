package dev.vivace.traceql.legacy;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.traceql.ast.FieldExpression.Attribute;
import dev.vivace.traceql.ast.FieldExpression.IntrinsicField;
import dev.vivace.traceql.ast.FieldExpression.Reference;
import dev.vivace.traceql.ast.Intrinsic;
import dev.vivace.traceql.ast.Scope;
import dev.vivace.traceql.legacy.LegacyCondition.AttributeEquals;
import dev.vivace.traceql.legacy.LegacyCondition.Contains;
import dev.vivace.traceql.legacy.LegacyCondition.HttpStatusIs;
import dev.vivace.traceql.legacy.LegacyCondition.StatusIs;
import dev.vivace.traceql.syntax.DurationParser;
import dev.vivace.traceql.value.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A search by tags: conditions and bounds of the trace's duration.
///
/// @param minDurationMillis inclusive; 0 if not given
/// @param maxDurationMillis inclusive; [Long#MAX_VALUE] if not given
public record LegacySearch(
    List<LegacyCondition> conditions, long minDurationMillis, long maxDurationMillis) {

  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final Map<String, Reference> SUBSTRING_PLACES =
      Map.ofEntries(
          Map.entry("name", new IntrinsicField(Intrinsic.NAME)),
          Map.entry("root.name", new IntrinsicField(Intrinsic.ROOT_NAME)),
          Map.entry("root.service.name", new IntrinsicField(Intrinsic.ROOT_SERVICE_NAME)),
          Map.entry("http.method", new Attribute(Scope.SPAN, "http.method")),
          Map.entry("http.url", new Attribute(Scope.SPAN, "http.url")),
          resource("service.name"),
          resource("cluster"),
          resource("namespace"),
          resource("pod"),
          resource("container"),
          resource("k8s.cluster.name"),
          resource("k8s.namespace.name"),
          resource("k8s.pod.name"),
          resource("k8s.container.name"));

  public LegacySearch {
    conditions = List.copyOf(conditions);
  }

  private static Map.Entry<String, Reference> resource(String key) {
    return Map.entry(key, new Attribute(Scope.RESOURCE, key));
  }

  /// Reads the three parameters, empty texts counting as absent; throws an
  /// [InvalidRequestException] if one is malformed.
  public static LegacySearch parse(String tags, String minDuration, String maxDuration) {
    long min = millis("minDuration", minDuration).orElse(0);
    long max = millis("maxDuration", maxDuration).orElse(Long.MAX_VALUE);
    if (max < min) {
      throw new InvalidRequestException(
          "maxDuration: %s (expected: at least minDuration, %s)"
              .formatted(maxDuration, minDuration));
    }
    return of(Logfmt.parse(tags), min, max);
  }

  /// A search by tags that are already separate, as bare parameters are.
  public static LegacySearch of(
      Map<String, String> tags, long minDurationMillis, long maxDurationMillis) {
    List<LegacyCondition> conditions = new ArrayList<>();
    tags.forEach((key, value) -> conditions.add(condition(key, value)));
    return new LegacySearch(conditions, minDurationMillis, maxDurationMillis);
  }

  private static LegacyCondition condition(String key, String value) {
    Reference place = SUBSTRING_PLACES.get(key);
    if (place != null) {
      return new Contains(place, value);
    }
    if (key.equals("status.code")) {
      return new StatusIs(Status.ofWord(value).orElse(Status.UNSET));
    }
    boolean isHttpStatus = key.equals("http.status_code") && value.matches("-?[0-9]{1,18}");
    return isHttpStatus ? new HttpStatusIs(Long.parseLong(value)) : new AttributeEquals(key, value);
  }

  private static OptionalLong millis(String parameter, String text) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    OptionalLong nanos = DurationParser.parseClock(text);
    if (nanos.isEmpty()) {
      throw new InvalidRequestException(
          "%s: '%s' (expected: a duration such as 1.5s or 300ms)".formatted(parameter, text));
    }
    return OptionalLong.of(nanos.getAsLong() / NANOS_PER_MILLI);
  }
}
