/// A simulator of the whole: processes, store and log in virtual time, from one seed.
///
/// ```text
///   Choices ──▶ Simulation ──▶ World ── SimProcess: ModelIngester, ModelCompactor, ModelQuerier
///                                │          │ real protocols, by Runner
///                                │          ▼
///                  SimLog ◀──────┤       SimStore: late, lost, doubled calls ──▶ Checker: I1 to I9
///                                └── Saboteur: plants a Bug between the two
/// ```
///
/// Start at [Simulation]. What always holds:
/// - A run follows from its choices alone; a seed gives the same run again.
/// - The state machines are those of `dev.vivace.storage.protocol` and `.manifest`; only what is
///   around them, reading a log, building blocks, answering queries, is a model.
@NullMarked
package dev.vivace.storage.simulation;

import org.jspecify.annotations.NullMarked;
