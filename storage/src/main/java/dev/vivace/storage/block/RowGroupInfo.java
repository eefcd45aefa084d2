package dev.vivace.storage.block;

/// What the footer says about a row group. Times are nanoseconds since 1970, unsigned.
///
/// @param rows how many spans
/// @param traces how many traces; that many ordinals of the block belong to this row group
public record RowGroupInfo(
    int rows,
    int traces,
    long traceStartMin,
    long traceStartMax,
    long traceEndMax,
    long spanStartMin,
    long spanStartMax) {}
