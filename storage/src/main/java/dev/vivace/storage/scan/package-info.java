/// Row groups of blocks as tables that queries run on, and the cache of what was decoded for them.
///
/// ```text
///   BlockReader ──▶ RowGroupTables ──▶ TableHandle ──open()──▶ RowGroupTable (for one query)
///                                                                  │ asks for parts
///   RowGroup ◀─────────────────────────────────────────────────────┘
///      │ a part that is not in DecodedColumns is read and put there
///      ├─ what every span has     SpanColumns
///      ├─ owners' templates       OwnerColumns, TemplateRows, Bag
///      └─ attributes              AttributeDecoder ──▶ AttributeValues ──▶ codes of the rows
/// ```
///
/// Start at [RowGroupTables]. What always holds:
/// - A part is immutable, knows no reader, and is weighed when it is complete: values and the codes
///   of rows are parts of their own, so that codes are read only if a query needs them.
/// - No code leaves this package that its values do not have: codes, rows and ordinals of a damaged
///   block end in [dev.vivace.model.error.CorruptDataException].
@NullMarked
package dev.vivace.storage.scan;

import org.jspecify.annotations.NullMarked;
