package dev.vivace.querier.search;

import dev.vivace.model.id.TenantId;

/// A checked search.
///
/// @param startSeconds traces that end before this second are left out; unix time
/// @param endSeconds traces that start after this second are left out
/// @param limit how many traces, the newest, at least 1
/// @param spansPerSpanset how many spans of each spanset, at least 1
public record SearchRequest(
    TenantId tenant,
    SearchFilter filter,
    long startSeconds,
    long endSeconds,
    int limit,
    int spansPerSpanset) {}
