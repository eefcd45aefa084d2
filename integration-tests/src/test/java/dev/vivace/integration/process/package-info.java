/// The program under test as a process: its configuration, ports, log and end.
@NullMarked
package dev.vivace.integration.process;

import org.jspecify.annotations.NullMarked;
