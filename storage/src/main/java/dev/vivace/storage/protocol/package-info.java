/// Protocols with an object store as pure state machines: what is asked next follows from what was
/// answered, and from nothing else.
///
/// ```text
///   StoreProtocol ──Call(Create | Read | List | Delete)──▶ who runs it: the process with a real store,
///        ▲                                                              the simulator with a faulty one
///        └────Created | Exists | Found | Absent | Listed | Deleted | Failed ─────┘
/// ```
///
/// Start at [StoreProtocol]. The ones there are: [AppendSection] and [FollowChain] for the chains
/// of sections, [AppendManifest] and [FollowManifest] for the versions of manifests; [Folding],
/// [Retention], [Deletion], [Orphans] and [Collection] are made of them. What always holds:
/// - No clock, thread, file, socket or random number: times come from listings, nonces from the
///   caller.
/// - `Failed` means that nobody knows: the call may have had its effect, or may have it later. Only
///   what is read back afterwards counts.
/// - A protocol that is given up at any call, or run again from its beginning, does no harm.
/// - How often and how long a failed call is tried again is decided by who runs the protocol.
@NullMarked
package dev.vivace.storage.protocol;

import org.jspecify.annotations.NullMarked;
