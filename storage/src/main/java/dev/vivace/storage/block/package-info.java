/// Blocks: the immutable, columnar container in which traces rest in object storage. This package
/// knows tables of columns, not spans; `docs/block-format.md` is the format, byte by byte.
///
/// ```text
///   BlockWriter ──▶ header
///     RowGroupWriter ──▶ pages of column chunks, table after table, then the directory
///     …                  trace index   hash and ordinal of each trace
///                        bloom filter  over whole trace ids
///                        footer        what the block is and where its parts lie
///                        trailer       version, checksum, magic: reading starts here
///
///   BlockReader ──▶ RowGroupReader ──▶ TableReader ──▶ IntColumn, StringColumn
///   footer, bloom    directory          columns          pages, decoded when touched
/// ```
///
/// Start at [BlockWriter] and [BlockReader]. What always holds:
/// - A block never changes.
/// - No value leaves this package before the checksum of its page has been verified.
/// - Everything inside a row group is relative to the row group, so its bytes can be copied.
/// - The same input gives the same bytes.
@NullMarked
package dev.vivace.storage.block;

import org.jspecify.annotations.NullMarked;
