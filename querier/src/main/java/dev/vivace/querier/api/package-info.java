/// What all query endpoints share: whose data is asked for, in which format the answer goes out,
/// and what is counted.
@NullMarked
package dev.vivace.querier.api;

import org.jspecify.annotations.NullMarked;
