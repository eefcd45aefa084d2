package dev.vivace.distributor.redact;

/// What becomes of what a rule selects.
public enum RedactionAction {
  /// The attribute goes, or the entry or element of a list.
  DELETE,

  /// A keyed hash takes its place: equal values stay equal, and who lacks the key cannot guess
  /// them.
  HASH,

  /// A fixed text takes its place.
  MASK
}
