package dev.vivace.storage.manifest;

import dev.vivace.storage.section.BlockEntry;

/// A block that a manifest names.
///
/// @param lastAppendNanos append time of the newest record it may hold, nanoseconds since 1970: its
///   age counts from here, whatever its spans say of themselves
public record LiveBlock(BlockEntry entry, long lastAppendNanos) {}
