/// Will merge blocks and apply retention; nothing is here yet, so blocks stay as they were written.
/// It will keep nothing of its own.
@NullMarked
package dev.vivace.compactor;

import org.jspecify.annotations.NullMarked;
