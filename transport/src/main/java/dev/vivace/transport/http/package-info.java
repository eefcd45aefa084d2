/// HTTP listeners on Netty: HTTP/1.1 and HTTP/2 on one port, every wait and size bounded; handlers
/// block on virtual threads.
@NullMarked
package dev.vivace.transport.http;

import org.jspecify.annotations.NullMarked;
