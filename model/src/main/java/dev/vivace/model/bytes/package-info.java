/// Bytes without objects: ranges packed into longs, and the readers and writers of wire formats'
/// smallest parts.
@NullMarked
package dev.vivace.model.bytes;

import org.jspecify.annotations.NullMarked;
