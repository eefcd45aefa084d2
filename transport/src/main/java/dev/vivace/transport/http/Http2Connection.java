package dev.vivace.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of an HTTP/2 connection beside its streams: opens its window, closes it when it idles
/// or the server stops. Closing is graceful: the codec sends GOAWAY and waits for the open streams.
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
final class Http2Connection extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);
  private static final int WINDOW_INCREMENT_BYTES = 4 << 20;

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(WINDOW_INCREMENT_BYTES));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message); // Settings, pings: the codec has dealt with them.
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    boolean idle = event instanceof IdleStateEvent && !hasStreams(ctx);
    if (idle || event instanceof Listener.Drain) {
      ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("HTTP/2 connection from {} failed", ctx.channel().remoteAddress(), cause);
    if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) { // Else the codec says why.
      ctx.close();
    }
  }

  private static boolean hasStreams(ChannelHandlerContext ctx) {
    return ctx.pipeline().get(Http2FrameCodec.class).connection().numActiveStreams() > 0;
  }
}
