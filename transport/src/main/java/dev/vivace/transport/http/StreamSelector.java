package dev.vivace.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;

/// Looks at the headers of a new HTTP/2 stream: a gRPC call, or anything else, which is taken for a
/// request.
final class StreamSelector extends ChannelInboundHandlerAdapter {

  private static final String GRPC = "application/grpc";

  private final Listener listener;

  StreamSelector(Listener listener) {
    this.listener = listener;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    GrpcCalls calls = listener.calls();
    if (calls != null && isCall(message)) {
      ctx.pipeline().addLast(new GrpcStream(listener, calls));
    } else {
      ctx.pipeline()
          .addLast(
              new Http2StreamFrameToHttpObjectCodec(true), new ExchangeHandler(listener, true));
    }
    ctx.fireChannelRead(message);
    ctx.pipeline().remove(this);
  }

  /// `application/grpc` and `application/grpc+proto`, but not `application/grpc-web`.
  private static boolean isCall(Object message) {
    if (!(message instanceof Http2HeadersFrame headers)) {
      return false;
    }
    CharSequence type = headers.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (type == null || !type.toString().startsWith(GRPC)) {
      return false;
    }
    return type.length() == GRPC.length() || "+; ".indexOf(type.charAt(GRPC.length())) >= 0;
  }
}
