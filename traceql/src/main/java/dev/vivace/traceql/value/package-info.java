/// Values: what literals, attributes and intrinsics hold, typed. Start at
/// [dev.vivace.traceql.value.Value].
@NullMarked
package dev.vivace.traceql.value;

import org.jspecify.annotations.NullMarked;
