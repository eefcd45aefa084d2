package dev.vivace.ingester;

/// What a tenant's traces may be, now.
///
/// @param maxLive how many may be live; 0 is no limit
/// @param maxBytes of one trace; 0 is no limit
public record TraceLimits(int maxLive, long maxBytes) {

  boolean isUnlimited() {
    return maxLive <= 0 && maxBytes <= 0;
  }
}
