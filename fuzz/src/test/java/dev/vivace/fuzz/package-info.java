/// The readers of foreign bytes, given to a fuzzer that looks for new paths by coverage. What each
/// may do is said beside it, in the tests of its module.
///
/// ```text
///   FuzzingTest ──▶ one process for each Reader ──▶ Jazzer ──▶ FuzzedReader ──▶ Reader
/// ```
///
/// Start at [Reader].
@NullMarked
package dev.vivace.fuzz;

import org.jspecify.annotations.NullMarked;
