/// What references of a query are in one table: columns, times, or something worked out for each
/// row. Read by conditions of searches and by metrics functions. Start at
/// [dev.vivace.traceql.field.Fields].
@NullMarked
package dev.vivace.traceql.field;

import org.jspecify.annotations.NullMarked;
