package dev.vivace.storage.object;

/// An object as a listing shows it.
///
/// @param lastModifiedNanos when it was created by the store's clock, nanoseconds since 1970
public record ListedObject(String key, long bytes, long lastModifiedNanos) {}
