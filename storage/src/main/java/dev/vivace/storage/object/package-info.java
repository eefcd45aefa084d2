/// Object stores: whole, immutable objects by key. So far there is a local folder; buckets will
/// come behind the same interface.
///
/// Start at [ObjectStore]. What always holds: an object is created if it is absent, or not at all;
/// it is whole or not there.
@NullMarked
package dev.vivace.storage.object;

import org.jspecify.annotations.NullMarked;
