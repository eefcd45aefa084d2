/// Tail sampling: which traces of a tenant become blocks, decided when a section is cut, for those
/// whose first span is old enough.
///
/// ```text
///   cut ──▶ TailSampling ──▶ TenantSampling ── decided before? ──▶ the same again
///                                 │ no
///                                 ▼
///                             Decider ── a policy after the other ──▶ kept: into the block
///                                                                └──▶ dropped: into nothing
/// ```
///
/// Start at [TailSampling] and [Policy]. What always holds:
/// - A decision is taken by the commit object of its section: that counts it by policy, remembers
///   it for spans that come later, and is what a restart goes on from. A cut that was not committed
///   has decided nothing.
/// - It follows from the log, the settings and the last commit object alone: ages are differences
///   of append times, and no chance or clock is asked.
/// - Whoever makes metrics of spans sees requests when they are applied, long before this.
@NullMarked
package dev.vivace.ingester.sampling;

import org.jspecify.annotations.NullMarked;
