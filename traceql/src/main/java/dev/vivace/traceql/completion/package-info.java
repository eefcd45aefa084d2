/// The filter of the tag endpoints: a query as far as it can be understood while its author still
/// types. Start at [dev.vivace.traceql.completion.TagFilter].
@NullMarked
package dev.vivace.traceql.completion;

import org.jspecify.annotations.NullMarked;
