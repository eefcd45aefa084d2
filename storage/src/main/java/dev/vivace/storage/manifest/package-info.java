/// Manifests: which blocks of a tenant live, by numbered versions that are never changed.
///
/// ```text
///   <tenant>/=manifest/<sequence>   created if absent; names the SHA-256 of the version before
///        version 7 ──▶ version 8 ──▶ version 9      an edit a version: sections folded, blocks removed …
///                                        │
///   sections after `folded` ─────────────┴──▶ VisibleBlocks: what a reader reads
/// ```
///
/// Start at [Manifest]; the edits are [ManifestEdit]s, and `dev.vivace.storage.protocol` stores the
/// versions. Nothing here does I/O. What always holds:
/// - A block is in the live blocks of its tenant's newest manifest or in a section after its
///   `folded`, never in both, until it is removed.
/// - A removed block keeps its object until its grace is over, and its tombstone until the object
///   is gone.
@NullMarked
package dev.vivace.storage.manifest;

import org.jspecify.annotations.NullMarked;
