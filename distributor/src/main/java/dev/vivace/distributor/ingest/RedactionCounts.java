package dev.vivace.distributor.ingest;

/// What redaction changed in one request.
///
/// @param deleted attributes, or values in lists, that went
/// @param hashed attributes or texts in which a hash took the place of something
/// @param masked attributes or texts in which the mask did
/// @param cut texts that were too long to be searched, and are shorter now
/// @param repaired texts that were no UTF-8, of a request that was put into protobuf
public record RedactionCounts(int deleted, int hashed, int masked, int cut, int repaired) {}
