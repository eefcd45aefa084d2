/// What a search answers: traces with the spansets that matched. Start at
/// [dev.vivace.traceql.result.FoundTrace].
@NullMarked
package dev.vivace.traceql.result;

import org.jspecify.annotations.NullMarked;
