/// Inflating request bodies. Streams throughout: whoever reads stops at a limit, and nothing here
/// allocates what a length field of the client claims. Start at [ContentEncoding].
@NullMarked
package dev.vivace.distributor.encoding;

import org.jspecify.annotations.NullMarked;
