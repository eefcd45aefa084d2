/// What listeners share, whatever they speak: the budget of bytes in flight and the words for a
/// port that cannot be listened on. The HTTP listener is in `http`.
@NullMarked
package dev.vivace.transport;

import org.jspecify.annotations.NullMarked;
