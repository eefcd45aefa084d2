package dev.vivace.storage.block;

/// Where a part of the block lies.
///
/// @param offset from the start of the block
/// @param length of the whole part
/// @param directoryLength how many of its last bytes are its directory
record Extent(long offset, int length, int directoryLength) {}
