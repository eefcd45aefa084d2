/// Searches of the running program, over HTTP and gRPC.
///
/// ```text
///   WorkedTraces ──▶ head, block, both ──▶ SearchClient ──▶ ShownAnswer ◀── resources/search
///   RandomTraces ──▶ blocks and head ────▶ SearchClient ──▶ ComparableTrace ◀── SearchOracle
/// ```
@NullMarked
package dev.vivace.integration.search;

import org.jspecify.annotations.NullMarked;
