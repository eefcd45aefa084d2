/// The blocklist: which blocks a process believes exist, and the end of the chain that it writes.
///
/// ```text
///   =log/…  sections ──┐ first
///                      ├──▶ BlockList ──▶ SourceCatalog ──▶ queries
///   manifests ─────────┘ then      ▲
///                                  └── sections that this process wrote: swapped for their heads
/// ```
///
/// Start at [BlockList]. What always holds:
/// - Sections are looked at before manifests: what is folded in between is seen in the manifest.
/// - The sections of the process's own log come from its writer alone, so that a block is never
///   shown beside the head that it was made of.
@NullMarked
package dev.vivace.storage.blocklist;

import org.jspecify.annotations.NullMarked;
