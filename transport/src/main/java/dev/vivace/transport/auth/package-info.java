/// Who sends or asks, and what they may do. Off unless principals are configured.
///
/// ```text
///   Authorization: Bearer …  ─▶ keyed digest ─▶ token  ──┐
///   Authorization: Basic …   ─▶ remembered? else bcrypt ─┴▶ Principal: scopes, tenants
/// ```
///
/// Start at [Authenticator]. What always holds: secrets are compared in constant time and appear in
/// no message; a wrong name costs as much time as a wrong password; what may take long never runs
/// on an event loop, and few of it at once.
@NullMarked
package dev.vivace.transport.auth;

import org.jspecify.annotations.NullMarked;
