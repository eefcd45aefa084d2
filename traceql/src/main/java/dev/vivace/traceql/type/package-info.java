/// Types and validation: what a tree must satisfy beyond its grammar. Start at
/// [dev.vivace.traceql.type.Validator].
@NullMarked
package dev.vivace.traceql.type;

import org.jspecify.annotations.NullMarked;
