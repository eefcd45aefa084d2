/// TLS of the process's own ports: what a listener is told, PEM files as they come from every tool,
/// and contexts that follow their files.
///
/// ```text
///   TlsConfig ──▶ PEM: certificates, key, client CA ──▶ SslContext ──▶ ListenerTls ──▶ each new connection
///                        ▲ read again, when they change      a bad file changes nothing
/// ```
///
/// Start at [ListenerTls]. What always holds: nothing older than TLS 1.2 is spoken; a connection
/// keeps the context with which it began; a message never quotes a file.
@NullMarked
package dev.vivace.transport.tls;

import org.jspecify.annotations.NullMarked;
