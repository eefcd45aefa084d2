/// A trace by its id, as the reference's users know it.
///
/// ```text
///   request ──▶ TraceByIdRequest ──▶ TraceLookup ──▶ FoundTrace ──▶ V1 · V2 · LLM ──▶ response
///                                        │  sources hand over spans,
///                                        └─ one identity once
/// ```
///
/// | | v1 `/api/traces/{id}` | v2 `/api/v2/traces/{id}` |
/// | --- | --- | --- |
/// | JSON | `{"batches":[…]}` | `{"trace":{"resourceSpans":[…]},"metrics":{…}}` |
/// | protobuf | `TracesData` | `TraceByIDResponse` |
/// | not found | 404, no body | 200, an empty but present `trace` |
/// | over `max_bytes_per_trace` | 422 | 200 with what fits, `PARTIAL` and a message |
/// | a block can't be read | 500: v1 has no way to say that spans are missing | 200, `PARTIAL` and a message |
///
/// Start at [TraceByIdHandler]. What always holds: `trace`, `resource`, `scope` and `status` are on
/// the wire even if they are empty, because clients dereference them unchecked.
@NullMarked
package dev.vivace.querier.trace;

import org.jspecify.annotations.NullMarked;
