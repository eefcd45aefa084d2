/// What a query reads: for each tenant the heads and blocks that together hold every acknowledged
/// span once.
///
/// ```text
///   ingester ──▶ SourceCatalog ──▶ TenantSources   heads, oldest first; blocks, oldest first
///                      ▲                 │
///   CatalogTraceFinder ┼── pins one list ┘         a pinned head is not released before it is let go
///   TableCatalog ──────┘
///      ├─ HeadStates ──▶ views of the heads          without what was carried on; none of tenants
///      │                                             whose traces are decided when blocks are written
///      ├─ SplitFinder ─▶ traces in several places    BlockSplits: listed by blocks; HeadSplits: of heads
///      ├─ JoinedTables ▶ their rows, joined          masked everywhere else
///      ├─ BlockTables ─▶ row groups of blocks
///      └─ TracesById ──▶ single traces, wherever their rows are: for those without a root
/// ```
///
/// Start at [SourceCatalog] and [TableCatalog]. What always holds: sealing swaps a head for its
/// block in one step, and a query sees the list either before or after it. Each span that a query
/// sees is in one table, and with it all of its trace that heads and blocks near in time have.
@NullMarked
package dev.vivace.storage.source;

import org.jspecify.annotations.NullMarked;
