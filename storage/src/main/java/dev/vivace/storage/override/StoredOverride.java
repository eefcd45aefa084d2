package dev.vivace.storage.override;

import org.jspecify.annotations.Nullable;

/// A version of a tenant's document.
///
/// @param number 1 and up; 0 is that there never was one
/// @param limits the document's text; null if it was deleted or never written
public record StoredOverride(long number, @Nullable String limits) {

  static final StoredOverride NONE = new StoredOverride(0, null);
}
