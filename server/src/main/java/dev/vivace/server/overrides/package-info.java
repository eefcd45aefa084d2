/// Which limits hold for whom.
///
/// ```text
///   overrides.defaults ◀── runtime file ◀── what a tenant has set       each merged over the left
///                            every 10 s       OverridesApi, store          one, field by field
///                                   │
///                                   ▼
///        whoever has a limit to keep ──▶ Overrides.of(tenant), each time it is asked
/// ```
///
/// Start at [Overrides]. What always holds:
/// - Nobody keeps a tenant's limits: they are asked for when they are needed.
/// - What cannot be read changes nothing; the values before it go on.
@NullMarked
package dev.vivace.server.overrides;

import org.jspecify.annotations.NullMarked;
