/// Derives span metrics and a service graph from the span stream.
@NullMarked
package dev.vivace.metricsgenerator;

import org.jspecify.annotations.NullMarked;
