package dev.vivace.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Looks at the first bytes of a connection without TLS: the HTTP/2 preface, or anything else,
/// which is taken for HTTP/1.1. (Under TLS the handshake decides instead.)
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
final class ProtocolDetector extends ByteToMessageDecoder {

  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();

  private final Listener listener;
  private @Nullable ScheduledFuture<?> deadline;

  ProtocolDetector(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long idleNanos = listener.config().timeouts().idle().toNanos();
    deadline = ctx.executor().schedule(() -> ctx.close(), idleNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int compared = Math.min(in.readableBytes(), PREFACE.readableBytes());
    if (!ByteBufUtil.equals(PREFACE, PREFACE.readerIndex(), in, in.readerIndex(), compared)) {
      Pipelines.configureHttp1(ctx.pipeline(), listener);
      ctx.pipeline().remove(this);
    } else if (compared == PREFACE.readableBytes()) {
      Pipelines.configureHttp2(ctx.pipeline(), listener);
      ctx.pipeline().remove(this);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof Listener.Drain) {
      ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }
}
