package dev.vivace.distributor.redact;

import dev.vivace.model.bytes.ProtobufWriter;
import org.jspecify.annotations.Nullable;

/// What a field of an OTLP message holds, as far as redaction goes into it. A field that arrives
/// with another wire type is an unknown one.
///
/// Source: `trace.proto`, `resource.proto` and `common.proto` of OTLP 1.11.
enum Content {
  OTHER(null),

  /// A text that is no attribute: a name, a version, a status message, a trace state.
  TEXT(null),

  /// A `KeyValue`.
  ATTRIBUTE(null),

  REQUEST(null),
  RESOURCE_SPANS(null),
  SCOPE_SPANS(null),
  RESOURCE(RedactionScope.RESOURCE),
  SCOPE(RedactionScope.SCOPE),
  SPAN(RedactionScope.SPAN),
  STATUS(RedactionScope.SPAN),
  EVENT(RedactionScope.EVENT),
  LINK(RedactionScope.LINK);

  private final @Nullable RedactionScope scope;

  Content(@Nullable RedactionScope scope) {
    this.scope = scope;
  }

  /// The scope of this message's texts and attributes.
  RedactionScope scope() {
    if (scope == null) {
      throw new IllegalStateException(this + " has neither texts nor attributes");
    }
    return scope;
  }

  /// What the field with this tag holds in this message.
  Content field(int tag) {
    if ((tag & 7) != ProtobufWriter.BYTES) {
      return OTHER;
    }
    int number = tag >>> 3;
    return switch (this) {
      case REQUEST -> number == 1 ? RESOURCE_SPANS : OTHER;
      case RESOURCE_SPANS ->
          switch (number) {
            case 1 -> RESOURCE;
            case 2, 1000 -> SCOPE_SPANS; // 1000: their name before OTLP 0.15
            default -> OTHER;
          };
      case SCOPE_SPANS -> number == 1 ? SCOPE : number == 2 ? SPAN : OTHER;
      case RESOURCE -> number == 1 ? ATTRIBUTE : OTHER;
      case SCOPE -> number == 3 ? ATTRIBUTE : number == 1 || number == 2 ? TEXT : OTHER;
      case SPAN ->
          switch (number) {
            case 3, 5 -> TEXT;
            case 9 -> ATTRIBUTE;
            case 11 -> EVENT;
            case 13 -> LINK;
            case 15 -> STATUS;
            default -> OTHER;
          };
      case STATUS -> number == 2 ? TEXT : OTHER;
      case EVENT -> number == 3 ? ATTRIBUTE : number == 2 ? TEXT : OTHER;
      case LINK -> number == 4 ? ATTRIBUTE : number == 3 ? TEXT : OTHER;
      case OTHER, TEXT, ATTRIBUTE -> OTHER;
    };
  }
}
