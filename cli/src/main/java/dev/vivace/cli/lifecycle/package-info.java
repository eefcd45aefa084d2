/// The end of a command: asked for by a signal, waited for by whoever waits for anything.
@NullMarked
package dev.vivace.cli.lifecycle;

import org.jspecify.annotations.NullMarked;
