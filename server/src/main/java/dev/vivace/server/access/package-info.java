/// The doors of the API: which certificates its ports show, who is asked who it is, and what each
/// route and call needs.
///
/// ```text
///   request ──▶ ApiGate.check: known at all? ──▶ route ──▶ Access of the route ──▶ tenants named ──▶ handler
///   call ─────▶ CallGate ────────────────────────────────────────────────────────┘
/// ```
///
/// Start at [Gatekeeper] and [Access]. What always holds: a route cannot be added without saying
/// what it needs, and a call of a service without a rule is refused.
@NullMarked
package dev.vivace.server.access;

import org.jspecify.annotations.NullMarked;
