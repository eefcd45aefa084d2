/// Stored attribute values as the language sees them. Start at
/// [dev.vivace.storage.value.StoredValues].
@NullMarked
package dev.vivace.storage.value;

import org.jspecify.annotations.NullMarked;
