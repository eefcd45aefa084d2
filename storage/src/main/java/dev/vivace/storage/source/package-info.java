/// What a query reads: for each tenant the heads and blocks that together hold every acknowledged
/// span once.
///
/// ```text
///   ingester ──▶ SourceCatalog ──▶ TenantSources   heads, oldest first; blocks, oldest first
///                      ▲                 │
///   CatalogTraceFinder ┴── pins one list ┘         a pinned head is not released before it is let go
/// ```
///
/// Start at [SourceCatalog]. What always holds: sealing swaps a head for its block in one step, and
/// a query sees the list either before or after it.
@NullMarked
package dev.vivace.storage.source;

import org.jspecify.annotations.NullMarked;
