/// Names and values of attributes, for completion.
///
/// ```text
///   TagHandlers (HTTP) ─┐                                          ┌─ keys and distinct values
///                       ├─▶ TagRules ─▶ TagQueries ─▶ TagSearch ───┤
///   stream (gRPC) ──────┘                            TableTagSearch└─ rows that a filter chooses
/// ```
///
/// Start at [dev.vivace.querier.tags.TagSearch].
@NullMarked
package dev.vivace.querier.tags;

import org.jspecify.annotations.NullMarked;
