/// TraceQL: text to plan to values, pure. It declares the interface through which it reads spans;
/// storage implements it.
@NullMarked
package dev.vivace.traceql;

import org.jspecify.annotations.NullMarked;
