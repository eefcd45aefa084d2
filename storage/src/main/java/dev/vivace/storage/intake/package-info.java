/// The door to the write path: receivers on one side, log and live head on the other.
@NullMarked
package dev.vivace.storage.intake;

import org.jspecify.annotations.NullMarked;
