package dev.vivace.storage.source;

import dev.vivace.storage.section.BlockEntry;

/// The rows of a trace in one row group of a block.
///
/// @param trace index of the trace in the row group
/// @param endRow the row after its last one
record TracePart(BlockEntry block, int rowGroup, int trace, int firstRow, int endRow) {}
