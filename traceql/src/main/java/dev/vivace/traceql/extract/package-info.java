/// What a whole query looks at: which stored types its conditions see, and which values its answers
/// carry.
///
/// Start at [dev.vivace.traceql.extract.SeenTypes] and [dev.vivace.traceql.extract.CarriedFields].
/// Both take a query whose constants are folded and whose literals stand on the right.
@NullMarked
package dev.vivace.traceql.extract;

import org.jspecify.annotations.NullMarked;
