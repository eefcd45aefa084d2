package dev.vivace.traceql.ast;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every span or trace has, attributes aside. The first spelling is the canonical one, used
/// for result keys, labels and messages; `scope:word` spellings name the scope before the colon.
public enum Intrinsic {
  DURATION(StaticType.DURATION, "duration", "span:duration"),
  NAME(StaticType.STRING, "name", "span:name"),
  STATUS(StaticType.STATUS, "status", "span:status"),
  STATUS_MESSAGE(StaticType.STRING, "statusMessage", "span:statusMessage"),
  KIND(StaticType.KIND, "kind", "span:kind"),
  SPAN_ID(StaticType.STRING, "span:id"),
  SPAN_PARENT_ID(StaticType.STRING, "span:parentID"),
  SPAN_CHILD_COUNT(StaticType.INT, "span:childCount"),
  ROOT_NAME(StaticType.STRING, "rootName", "trace:rootName"),
  ROOT_SERVICE_NAME(StaticType.STRING, "rootServiceName", "trace:rootService"),
  TRACE_DURATION(StaticType.DURATION, "traceDuration", "trace:duration"),
  TRACE_ID(StaticType.STRING, "trace:id"),
  EVENT_NAME(StaticType.STRING, "event:name"),
  EVENT_TIME_SINCE_START(StaticType.DURATION, "event:timeSinceStart"),
  LINK_TRACE_ID(StaticType.STRING, "link:traceID"),
  LINK_SPAN_ID(StaticType.STRING, "link:spanID"),
  INSTRUMENTATION_NAME(StaticType.UNKNOWN, "instrumentation:name"),
  INSTRUMENTATION_VERSION(StaticType.UNKNOWN, "instrumentation:version"),
  NESTED_SET_LEFT(StaticType.INT, "nestedSetLeft"),
  NESTED_SET_RIGHT(StaticType.INT, "nestedSetRight"),
  NESTED_SET_PARENT(StaticType.INT, "nestedSetParent"),
  /// Parsed, never executed.
  PARENT(StaticType.UNKNOWN, "parent");

  private static final Map<String, Intrinsic> BY_SPELLING = bySpelling();

  private final StaticType type;

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot change.
  private final List<String> spellings;

  Intrinsic(StaticType type, String... spellings) {
    this.type = type;
    this.spellings = List.of(spellings);
  }

  public StaticType type() {
    return type;
  }

  public String canonical() {
    return spellings.getFirst();
  }

  public List<String> spellings() {
    return spellings;
  }

  public boolean isOfEvents() {
    return this == EVENT_NAME || this == EVENT_TIME_SINCE_START;
  }

  public boolean isOfLinks() {
    return this == LINK_TRACE_ID || this == LINK_SPAN_ID;
  }

  public static Optional<Intrinsic> ofSpelling(String spelling) {
    return Optional.ofNullable(BY_SPELLING.get(spelling));
  }

  private static Map<String, Intrinsic> bySpelling() {
    Map<String, Intrinsic> intrinsics = new HashMap<>();
    for (Intrinsic intrinsic : values()) {
      intrinsic.spellings.forEach(spelling -> intrinsics.put(spelling, intrinsic));
    }
    return Map.copyOf(intrinsics);
  }
}
