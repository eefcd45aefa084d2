/// Traces by id: how the sources (live head, blocks) hand spans to whoever assembles the answer.
///
/// Start at [TraceFinder] and [TraceSink]. What always holds: of spans with the same identity
/// (trace id, span id, kind, start) the first one handed over is in the answer.
@NullMarked
package dev.vivace.storage.trace;

import org.jspecify.annotations.NullMarked;
