/// How the language sees spans: read-only views that whoever keeps spans implements. Start at
/// [dev.vivace.traceql.span.TraceView].
@NullMarked
package dev.vivace.traceql.span;

import org.jspecify.annotations.NullMarked;
