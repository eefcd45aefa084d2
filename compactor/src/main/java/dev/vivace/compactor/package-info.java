/// Merges blocks and applies retention. It keeps nothing of its own.
@NullMarked
package dev.vivace.compactor;

import org.jspecify.annotations.NullMarked;
