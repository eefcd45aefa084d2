package dev.vivace.storage.block;

import dev.vivace.model.id.TenantId;
import java.util.UUID;

/// What nobody could work out from a block's rows: whose spans it holds and which part of the log
/// they came from.
///
/// @param startOffset the first log offset the block accounts for
/// @param endOffset the offset after the last one
/// @param firstAppendNanos when the first record was appended, nanoseconds since 1970
/// @param lastAppendNanos when the last one was
/// @param spans distinct spans
/// @param traces distinct traces
/// @param setHashHigh upper half of the sum of the spans' 128-bit identity hashes
/// @param setHashLow its lower half
/// @param splitTraces ascending ordinals of traces that have spans elsewhere too
public record BlockInfo(
    TenantId tenant,
    UUID logId,
    int partition,
    long startOffset,
    long endOffset,
    long firstAppendNanos,
    long lastAppendNanos,
    long spans,
    long traces,
    long setHashHigh,
    long setHashLow,
    int[] splitTraces) {}
