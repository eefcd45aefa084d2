/// The compactor: keeps the house. It folds sections into manifests, removes blocks whose retention
/// is over or that the disk has no room for, deletes their objects when nobody can be reading them
/// any more, and collects what nobody names. Merging blocks will come to it; its commit is
/// `dev.vivace.storage.manifest.CompactEdit`.
///
/// ```text
///   Housekeeper (one thread) ─▶ Folds ─▶ AgeRetention, SizeRetention ─▶ Sweep ─▶ OrphanCollection
///                                 │              │                        │
///                                 └── protocols of dev.vivace.storage.protocol, over a StoreRunner
/// ```
///
/// Start at [Housekeeper]. What always holds:
/// - It keeps nothing of its own: whatever it is doing can be given up and begun again by anybody.
/// - What is deleted was removed by a manifest version a grace ago, or can never become visible.
@NullMarked
package dev.vivace.compactor;

import org.jspecify.annotations.NullMarked;
