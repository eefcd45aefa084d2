/// HTTP listeners on Netty: HTTP/1.1 and HTTP/2 on one port, every wait and size bounded; handlers
/// block on virtual threads.
///
/// ```text
///   connection ──▶ ProtocolDetector ──▶ HTTP/1.1: decoder, upgrade to h2c, one request at a time ──┐
///                        └────────────▶ HTTP/2: a child channel a stream ──────────────────────────┤
///                                                                                                  ▼
///        HttpHandler, on a virtual thread ◀── body, within limits ◀── HttpHandler.check ◀── ExchangeHandler
/// ```
///
/// Start at [HttpServer] and [HttpHandler]; [Router] is the handler of an API with many paths.
@NullMarked
package dev.vivace.transport.http;

import org.jspecify.annotations.NullMarked;
