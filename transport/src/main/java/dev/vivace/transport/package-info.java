/// What listeners share, whatever they speak: the budget of bytes in flight and the words for a
/// port that cannot be listened on. The HTTP listener is in `http`, TLS in `tls`, who may do what
/// in `auth`, what keeps idle strangers off ports that a library serves in `connection`, files that
/// change in `watch`.
@NullMarked
package dev.vivace.transport;

import org.jspecify.annotations.NullMarked;
