/// End-to-end tests: the built program as a real process, real clients, HTTP and gRPC. Nothing of
/// the program's own code is imported, save that `search` asks the language's own tests what
/// answers to random searches must be.
///
/// ```text
///   client ──▶ RecordingProxy ──▶ VivaceProcess
///                   │                  │
///          what was sent         what TraceClient fetches
///                   └──▶ Comparison ◀──┘
/// ```
///
/// - `process`: starts, kills and restarts the program.
/// - `wire`: sends, records and fetches traces.
/// - `compare`: span by span, is what came back what was sent?
/// - `client`: clients that are programs of their own, with their tool chains.
/// - `data`: requests made from a seed.
/// - `grafana`: what Grafana asks, replayed.
/// - `senders`: real senders that cost much to install, with `-Pclients`.
/// - `search`: searches over HTTP and gRPC, with traces and queries made by hand or at random.
///
/// System properties: `vivace.seed`, `vivace.kill.rounds`, `vivace.random.requests`,
/// `vivace.random.searches`, `vivace.fresh.millis`, `vivace.command`.
@NullMarked
package dev.vivace.integration;

import org.jspecify.annotations.NullMarked;
