package dev.vivace.querier.tags;

/// The two generations of the endpoints: flat names and plain values, or scopes and types.
public enum TagVersion {
  V1,
  V2
}
