/// Clients that are programs of their own: their tool chains, environments and commands.
@NullMarked
package dev.vivace.integration.client;

import org.jspecify.annotations.NullMarked;
