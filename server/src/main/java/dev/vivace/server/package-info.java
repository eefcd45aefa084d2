/// The process: configuration, wiring, listeners, status pages.
@NullMarked
package dev.vivace.server;

import org.jspecify.annotations.NullMarked;
