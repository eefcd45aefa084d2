package dev.vivace.storage.block;

/// What became of a block that was written.
///
/// @param lengthBytes its size
/// @param digest over all its bytes
public record WrittenBlock(long lengthBytes, BlockDigest digest) {}
