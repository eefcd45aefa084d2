/// Will be the command line tool that looks into blocks and logs; nothing is here yet.
@NullMarked
package dev.vivace.cli;

import org.jspecify.annotations.NullMarked;
