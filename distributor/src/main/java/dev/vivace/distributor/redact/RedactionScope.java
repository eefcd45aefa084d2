package dev.vivace.distributor.redact;

/// Whose attributes a rule looks at.
public enum RedactionScope {
  RESOURCE,
  SCOPE,
  SPAN,
  EVENT,
  LINK
}
