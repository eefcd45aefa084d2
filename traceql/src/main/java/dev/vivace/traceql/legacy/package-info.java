/// The search by `tags=` that came before the language: conditions on whole traces. Start at
/// [dev.vivace.traceql.legacy.LegacySearch].
@NullMarked
package dev.vivace.traceql.legacy;

import org.jspecify.annotations.NullMarked;
