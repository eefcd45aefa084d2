/// Real senders that cost much to install: a Collector, a browser, and clients of protocols that
/// their projects have retired. They run with `-Pclients` (docs/long-runs.md), not in every build.
///
/// ```text
///   SDK ──▶ RecordingProxy ──▶ Collector ──▶ RecordingProxy ──▶ VivaceProcess      CollectorIT
///           what was sent                    how often it was tried                CollectorRetryIT
///
///   one set of spans ──▶ OTLP · Jaeger · Zipkin exporter ──▶ PlainSpan, compared   SameSpansIT
/// ```
@NullMarked
package dev.vivace.integration.senders;

import org.jspecify.annotations.NullMarked;
