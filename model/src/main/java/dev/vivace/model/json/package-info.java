/// JSON without a tree: a cursor over its tokens, and the strings and numbers among them.
///
/// Start at [JsonCursor]. What always holds: memory grows with the longest escaped string, never
/// with the depth or number of values.
@NullMarked
package dev.vivace.model.json;

import org.jspecify.annotations.NullMarked;
