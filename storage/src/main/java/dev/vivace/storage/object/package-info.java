/// Object stores: whole, immutable objects by key, in a local folder or (`s3`) in a bucket, or
/// (`backlog`) on the way from the one to the other.
///
/// Start at [ObjectStore]. What always holds: an object is created if it is absent, or not at all;
/// it is whole or not there.
@NullMarked
package dev.vivace.storage.object;

import org.jspecify.annotations.NullMarked;
