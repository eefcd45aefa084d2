/// Regular expressions: RE2's dialect, linear time, matched against whole values. Start at
/// [dev.vivace.traceql.pattern.ValuePattern].
@NullMarked
package dev.vivace.traceql.pattern;

import org.jspecify.annotations.NullMarked;
