package dev.vivace.traceql.ast;

/// Where an attribute is looked for.
public enum Scope {
  /// The span, then its resource.
  UNSCOPED("."),
  SPAN("span."),
  RESOURCE("resource."),
  /// Events of the span: set-valued.
  EVENT("event."),
  /// Links of the span: set-valued.
  LINK("link."),
  INSTRUMENTATION("instrumentation."),
  /// The span's parent: parsed, never executed.
  PARENT("parent."),
  PARENT_SPAN("parent.span."),
  PARENT_RESOURCE("parent.resource.");

  private final String prefix;

  Scope(String prefix) {
    this.prefix = prefix;
  }

  /// What stands before the name, with its dot.
  public String prefix() {
    return prefix;
  }

  public boolean isParent() {
    return this == PARENT || this == PARENT_SPAN || this == PARENT_RESOURCE;
  }
}
