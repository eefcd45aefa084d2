/// Searches of the running program, over HTTP and gRPC.
///
/// ```text
///   WorkedTraces ──▶ head, block, both ──▶ SearchClient ──▶ ShownAnswer ◀── resources/search
/// ```
@NullMarked
package dev.vivace.integration.search;

import org.jspecify.annotations.NullMarked;
