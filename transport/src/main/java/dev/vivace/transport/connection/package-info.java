/// Connections of ports whose protocol a library speaks: how many, and how long they may be silent
/// before they begin. Start at [GuardedConnections].
@NullMarked
package dev.vivace.transport.connection;

import org.jspecify.annotations.NullMarked;
