package dev.vivace.transport.auth;

/// What a principal may do. None contains another.
public enum Scope {
  /// Send spans.
  WRITE,
  /// Ask for spans, metrics and limits.
  READ,
  /// Change limits, and see what concerns all tenants.
  ADMIN
}
