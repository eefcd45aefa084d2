/// The command line tool: looks into blocks and logs.
@NullMarked
package dev.vivace.cli;

import org.jspecify.annotations.NullMarked;
