/// Answers as JSON, written straight into bytes from protobuf's wire format: no tree of either in
/// between.
///
/// Start at [OtlpJsonWriter]. What always holds: reads are checked against their message's end, and
/// the bytes written against a limit.
@NullMarked
package dev.vivace.querier.json;

import org.jspecify.annotations.NullMarked;
