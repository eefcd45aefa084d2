package dev.vivace.storage.protocol;

/// What is known of a create after one call.
enum Creation {
  CREATED,
  /// The key is taken, maybe by an earlier call of ours.
  EXISTS,
  /// It may have happened, or may happen later.
  UNKNOWN
}
