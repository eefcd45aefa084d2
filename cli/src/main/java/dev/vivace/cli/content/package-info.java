/// What the auditor sends: a function of a seed and a number, so that nothing of it need be kept.
///
/// ```text
///   (seed, n) ──▶ Plan ──▶ TraceContent: the requests of trace n, part by part
///       slot k ──▶ Workload.due: the main part of trace k, late parts and repeats of earlier traces
/// ```
///
/// Start at [Workload]. What always holds:
/// - The same seed, number and schedule give the same bytes on every machine and in every release.
/// - No two traces share an id, and within a trace no two spans do.
@NullMarked
package dev.vivace.cli.content;

import org.jspecify.annotations.NullMarked;
