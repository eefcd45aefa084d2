/// What Grafana's Tempo data source does, replayed: its requests, byte by byte as it sends them,
/// and whatever it is known to stumble over in an answer.
///
/// ```text
///   ShopTraces ──▶ VivaceProcess ◀── GrafanaClient, GrafanaStreams
///                        │
///                     answers ──▶ StrictJson, Wire
/// ```
@NullMarked
package dev.vivace.integration.grafana;

import org.jspecify.annotations.NullMarked;
