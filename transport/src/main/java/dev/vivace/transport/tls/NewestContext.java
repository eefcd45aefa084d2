package dev.vivace.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/// A context that is another one at each moment: a connection is made with the newest and keeps it.
final class NewestContext extends SslContext {

  private final Supplier<SslContext> newest;

  NewestContext(Supplier<SslContext> newest) {
    this.newest = newest;
  }

  @Override
  public boolean isClient() {
    return false;
  }

  @Override
  public List<String> cipherSuites() {
    return newest.get().cipherSuites();
  }

  @Override
  @SuppressWarnings("deprecation") // Netty has nothing newer for it.
  public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
    return newest.get().applicationProtocolNegotiator();
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator alloc) {
    return newest.get().newEngine(alloc);
  }

  @Override
  public SSLEngine newEngine(ByteBufAllocator alloc, String peerHost, int peerPort) {
    return newest.get().newEngine(alloc, peerHost, peerPort);
  }

  @Override
  public SSLSessionContext sessionContext() {
    return newest.get().sessionContext();
  }
}
