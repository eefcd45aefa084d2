package dev.vivace.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the handshake of a connection with TLS, in which HTTP/2 or HTTP/1.1 is chosen.
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
final class TlsNegotiation extends ApplicationProtocolNegotiationHandler {

  private static final Logger LOG = LoggerFactory.getLogger(TlsNegotiation.class);

  private final Listener listener;

  TlsNegotiation(Listener listener) {
    super(ApplicationProtocolNames.HTTP_1_1);
    this.listener = listener;
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
      Pipelines.configureHttp2(ctx.pipeline(), listener);
    } else {
      Pipelines.configureHttp1(ctx.pipeline(), listener);
    }
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("TLS handshake with {} failed", ctx.channel().remoteAddress(), cause);
    ctx.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof Listener.Drain) {
      ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection from {} failed", ctx.channel().remoteAddress(), cause);
    ctx.close();
  }
}
