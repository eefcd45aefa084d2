/// Redaction at the door: what a tenant's rules name is deleted, hashed or masked in a request
/// before anything is written, the log included, and before anything is logged or forwarded.
///
/// ```text
///   request ──▶ RequestRedactor ──▶ Splices: what to put in the place of which bytes
///      │           │   RuleSet: which rules name a key, which search a text       │
///      │           └─  TextSearch, ValueHash                                      ▼
///      └──────────────────── bytes that stay, as they were sent ────────────▶ new request
/// ```
///
/// Start at [Redaction]; [RedactionRule] says what can be chosen. What always holds:
/// - A request in which nothing matches keeps its bytes; one in which something does keeps all
///   others, unknown fields included.
/// - What cannot be read is refused, what cannot be searched is cut off: never let through.
@NullMarked
package dev.vivace.distributor.redact;

import org.jspecify.annotations.NullMarked;
