/// Random tests that shrink: what a case does follows from a list of numbers, and of a case that
/// fails a smaller list is looked for that still fails.
///
/// Start at [Property]; a case draws from [Choices].
@NullMarked
package dev.vivace.storage.property;

import org.jspecify.annotations.NullMarked;
