package dev.vivace.transport.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes a connection whose client has not sent its preface and first settings in time: it looks
/// once, at the end of that time, and costs nothing before.
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
final class BeginDeadline extends ChannelInboundHandlerAdapter {

  private final Duration timeout;
  private final Runnable whenLate;
  private @Nullable ScheduledFuture<?> deadline;

  BeginDeadline(Duration timeout, Runnable whenLate) {
    this.timeout = timeout;
    this.whenLate = whenLate;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(() -> look(ctx), timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look(ChannelHandlerContext ctx) {
    // The library puts it there once TLS, if there is any, is established.
    Http2ConnectionHandler http2 = ctx.pipeline().get(Http2ConnectionHandler.class);
    if (http2 != null && http2.decoder().prefaceReceived()) {
      ctx.pipeline().remove(this);
    } else {
      whenLate.run();
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancel();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancel();
  }

  private void cancel() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
