/// Measurements: kernels under JMH and the end-to-end comparison.
@NullMarked
package dev.vivace.benchmarks;

import org.jspecify.annotations.NullMarked;
