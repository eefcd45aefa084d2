/// The language evaluated one span at a time, slowly and plainly, from its specification alone:
/// what every other way of answering queries is compared with. Start at
/// [dev.vivace.traceql.oracle.Oracle], for series at [dev.vivace.traceql.oracle.MetricsOracle];
/// traces are made by hand with [dev.vivace.traceql.oracle.PlainTrace].
@NullMarked
package dev.vivace.traceql.oracle;

import org.jspecify.annotations.NullMarked;
