/// The process's own log: one line an event on standard error, as logfmt or JSON.
///
/// Start at [Logging].
@NullMarked
package dev.vivace.server.logging;

import org.jspecify.annotations.NullMarked;
