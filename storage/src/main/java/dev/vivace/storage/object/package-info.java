/// Object stores: the local folder now, buckets behind the same interface.
@NullMarked
package dev.vivace.storage.object;

import org.jspecify.annotations.NullMarked;
