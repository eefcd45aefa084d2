/// Fuzzing without a fuzzer: seeds and random changes of them, in every build. The module `fuzz`
/// (`mvn -Pfuzz`) gives the same targets to one that looks for new paths.
@NullMarked
package dev.vivace.model.fuzz;

import org.jspecify.annotations.NullMarked;
