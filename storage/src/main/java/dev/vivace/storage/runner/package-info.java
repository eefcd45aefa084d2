/// Runs the protocols of `dev.vivace.storage.protocol` on a real store: with threads, clocks and
/// patience, none of which they have.
@NullMarked
package dev.vivace.storage.runner;

import org.jspecify.annotations.NullMarked;
