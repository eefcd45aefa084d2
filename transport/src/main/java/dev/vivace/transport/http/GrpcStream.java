package dev.vivace.transport.http;

import dev.vivace.transport.http.GrpcMessageReader.InvalidMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One gRPC call on one HTTP/2 stream: frames in, messages out to [GrpcCalls], and back. A message
/// is asked for only while the caller's window has room, so a slow caller holds few of them.
///
/// Source: gRPC over HTTP2.
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
final class GrpcStream extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = LoggerFactory.getLogger(GrpcStream.class);
  private static final int OK = 0;
  private static final int PREFIX_BYTES = 5;
  private static final String CONTENT_TYPE = "application/grpc";
  private static final String STATUS = "grpc-status";
  private static final String MESSAGE = "grpc-message";
  private static final String ENCODING = "grpc-encoding";
  private static final String TIMEOUT = "grpc-timeout";

  private final Listener listener;
  private final GrpcCalls calls;
  private GrpcCalls.@Nullable Call call;
  private @Nullable GrpcMessageReader reader;
  private boolean hasSlot;
  private boolean headersSent;
  private boolean ended; // our side
  private boolean halfClosed; // the caller's side
  private boolean requested; // a message is asked for and has not come

  GrpcStream(Listener listener, GrpcCalls calls) {
    this.listener = listener;
    this.calls = calls;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      switch (message) {
        case Http2HeadersFrame headers when call == null && !ended -> begin(ctx, headers);
        case Http2HeadersFrame trailers when trailers.isEndStream() -> halfClose(ctx);
        case Http2DataFrame data -> read(ctx, data);
        default -> {
          // Priorities and the like.
        }
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, Http2HeadersFrame frame) {
    Http2Headers headers = frame.headers();
    CharSequence path = headers.path();
    Map<String, List<String>> metadata = metadata(headers);
    long timeoutNanos = Long.MAX_VALUE;
    if (headers.contains(TIMEOUT)) {
      OptionalLong parsed = GrpcTimeout.parse(headers.get(TIMEOUT).toString());
      if (parsed.isEmpty()) {
        end(ctx, GrpcMessageReader.INTERNAL, "malformed grpc-timeout", Map.of());
        return;
      }
      timeoutNanos = parsed.getAsLong();
    }
    hasSlot = listener.slots().tryAcquire();
    if (!hasSlot || path == null || path.isEmpty()) {
      end(
          ctx,
          GrpcMessageReader.UNAVAILABLE,
          "busy: too many requests in flight; try again",
          Map.of());
      return;
    }
    CharSequence encoding = headers.get(ENCODING);
    reader =
        new GrpcMessageReader(
            listener.budget(),
            calls.maxMessageBytes(),
            encoding != null && encoding.toString().equals("gzip"));
    call = calls.begin(path.toString().substring(1), metadata, timeoutNanos, new Sender(ctx));
    requestMore(ctx);
    if (frame.isEndStream()) {
      halfClose(ctx);
    }
  }

  private void read(ChannelHandlerContext ctx, Http2DataFrame data) {
    if (ended || call == null || reader == null) {
      return; // What still comes after an early end is of no interest.
    }
    try {
      ByteBuf in = data.content();
      while (in.isReadable()) {
        Optional<byte[]> message = reader.read(in);
        if (message.isPresent()) {
          call.message(message.get());
        }
      }
      if (data.isEndStream()) {
        halfClose(ctx);
      }
    } catch (InvalidMessageException e) {
      call.cancelled();
      end(ctx, e.status(), String.valueOf(e.getMessage()), Map.of());
    }
  }

  private void halfClose(ChannelHandlerContext ctx) {
    if (halfClosed || call == null || reader == null) {
      return;
    }
    halfClosed = true;
    if (reader.isBetweenMessages()) {
      call.halfClosed();
    } else {
      call.cancelled();
      end(ctx, GrpcMessageReader.INTERNAL, "the stream ended within a message", Map.of());
    }
  }

  private void requestMore(ChannelHandlerContext ctx) {
    if (call != null && !ended && !requested && ctx.channel().isWritable()) {
      requested = true;
      call.request();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    requestMore(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  private void sendHeaders(ChannelHandlerContext ctx, Map<String, List<String>> metadata) {
    if (ended || headersSent) {
      return;
    }
    headersSent = true;
    ctx.writeAndFlush(new DefaultHttp2HeadersFrame(with(responseHeaders(), metadata), false));
  }

  private void sendMessage(ChannelHandlerContext ctx, byte[] message) {
    if (ended) {
      return;
    }
    sendHeaders(ctx, Map.of());
    ByteBuf framed = ctx.alloc().buffer(PREFIX_BYTES + message.length);
    framed.writeByte(0).writeInt(message.length).writeBytes(message);
    requested = false;
    ctx.writeAndFlush(new DefaultHttp2DataFrame(framed, false));
    requestMore(ctx);
  }

  private void end(
      ChannelHandlerContext ctx,
      int status,
      String description,
      Map<String, List<String>> metadata) {
    if (ended) {
      return;
    }
    ended = true;
    release();
    // Without messages the trailers are the headers.
    Http2Headers trailers =
        with(headersSent ? new DefaultHttp2Headers() : responseHeaders(), metadata);
    trailers.setInt(STATUS, status);
    if (status != OK && !description.isEmpty()) {
      trailers.set(MESSAGE, GrpcStatusText.encode(description));
    }
    boolean reset = !halfClosed;
    ctx.writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true))
        .addListener(
            _ -> {
              if (reset) { // Source: RFC 9113, section 8.1.
                ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
              }
            });
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof Http2ResetFrame) {
      cancel();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancel();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("a call from {} failed", ctx.channel().remoteAddress(), cause);
    cancel();
    ctx.close();
  }

  private void cancel() {
    if (!ended) {
      ended = true;
      release();
      if (call != null) {
        call.cancelled();
      }
    }
  }

  private void release() {
    if (hasSlot) {
      hasSlot = false;
      listener.slots().release();
    }
    if (reader != null) {
      reader.release();
    }
  }

  private static Http2Headers responseHeaders() {
    return new DefaultHttp2Headers()
        .status("200")
        .set(HttpHeaderNames.CONTENT_TYPE, CONTENT_TYPE)
        .set("grpc-accept-encoding", "gzip");
  }

  private static Http2Headers with(Http2Headers headers, Map<String, List<String>> metadata) {
    metadata.forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
    return headers;
  }

  /// What is the application's: neither of HTTP nor of gRPC.
  private static Map<String, List<String>> metadata(Http2Headers headers) {
    Map<String, List<String>> metadata = new LinkedHashMap<>();
    for (Map.Entry<CharSequence, CharSequence> header : headers) {
      String name = header.getKey().toString();
      if (!name.startsWith(":") && !name.startsWith("grpc-") && !name.equals("te")) {
        metadata.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(header.getValue().toString());
      }
    }
    return metadata;
  }

  /// Brings what is sent to the event loop, in order.
  private final class Sender implements GrpcCalls.Answers {

    private final ChannelHandlerContext ctx;

    Sender(ChannelHandlerContext ctx) {
      this.ctx = ctx;
    }

    @Override
    public void headers(Map<String, List<String>> metadata) {
      execute(() -> sendHeaders(ctx, metadata));
    }

    @Override
    public void message(byte[] message) {
      execute(() -> sendMessage(ctx, message));
    }

    @Override
    public void end(int status, String description, Map<String, List<String>> metadata) {
      execute(() -> GrpcStream.this.end(ctx, status, description, metadata));
    }

    private void execute(Runnable task) {
      try {
        ctx.executor().execute(task);
      } catch (RejectedExecutionException e) {
        LOG.debug("an answer came after the stop", e);
      }
    }
  }
}
