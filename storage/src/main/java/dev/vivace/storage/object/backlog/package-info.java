/// Objects that are on the local disk and not yet in the bucket.
///
/// ```text
///   createIfAbsent ──▶ StagedObjectStore ──▶ Backlog: one file an object, numbered, durable
///                            ▲  │                │
///        read: backlog first ┘  └── then ─▶ bucket ◀── Uploader: oldest first
/// ```
///
/// A *batch* ends with a commit object, which makes the objects before it count. The uploader sends
/// batch after batch: the objects of one side by side, then its commit object. So the bucket is at
/// any time what this store was a while ago, and a process that sees only the bucket finds every
/// object that a commit object there names.
///
/// Start at [StagedObjectStore]. What always holds:
/// - The files of a batch go only after the bucket has all of it, byte for byte, the commit object
///   last.
/// - Nothing of a batch is sent before its commit object is here. What no commit object follows
///   when the folder is opened belongs to nothing and is removed.
/// - The folder belongs to one process, and nobody else creates its keys in the bucket.
@NullMarked
package dev.vivace.storage.object.backlog;

import org.jspecify.annotations.NullMarked;
