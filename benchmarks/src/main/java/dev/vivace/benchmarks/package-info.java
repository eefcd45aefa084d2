/// Will measure kernels under JMH; nothing is here yet. The end-to-end measurement is `tracebench`,
/// beside the sources of this module.
@NullMarked
package dev.vivace.benchmarks;

import org.jspecify.annotations.NullMarked;
