/// Will derive span metrics and a service graph from the span stream; nothing is here yet.
@NullMarked
package dev.vivace.metricsgenerator;

import org.jspecify.annotations.NullMarked;
