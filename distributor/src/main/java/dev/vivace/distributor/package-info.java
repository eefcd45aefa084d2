/// Receives spans: authenticates, decodes, validates, limits, and hands them to the write path. It
/// keeps nothing.
@NullMarked
package dev.vivace.distributor;

import org.jspecify.annotations.NullMarked;
