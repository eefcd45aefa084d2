/// Thrift's two wire formats, read within bounds: every length and count is held against the bytes
/// that are left before anything is done with it, nesting is limited, and nothing is allocated.
///
/// ```text
///   ThriftCursor     structs, fields, lists, values; skips what nobody knows
///     ├ BinaryCursor   numbers of fixed size, big-endian
///     └ CompactCursor  zigzag varints, ids of fields as differences, booleans in field headers
/// ```
///
/// Start at [ThriftCursor].
@NullMarked
package dev.vivace.distributor.thrift;

import org.jspecify.annotations.NullMarked;
