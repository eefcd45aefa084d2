package dev.vivace.transport.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes requests from one HTTP/1.1 connection, one after the other, or from one HTTP/2 stream:
/// collects the body within the limits, has it handled, writes the answer. While a request is
/// handled the connection is not read, so pipelined requests wait their turn.
///
/// ```text
///   IDLE ──head──▶ READING ──end──▶ HANDLING ──▶ WRITING ──▶ IDLE
///                  │    └─refused, rest is short──▶ DISCARDING ──end──▶ WRITING
///                  └──────refused, rest is long───▶ WRITING ──▶ LINGERING ──▶ closed
/// ```
@SuppressWarnings("FutureReturnValueIgnored") // What fails here is closed by Netty anyway.
final class ExchangeHandler extends SimpleChannelInboundHandler<HttpObject> {

  private enum State {
    IDLE,
    READING,
    DISCARDING,
    HANDLING,
    WRITING,
    LINGERING
  }

  private static final Logger LOG = LoggerFactory.getLogger(ExchangeHandler.class);

  /// A refused body up to this size is read away so that the connection can be kept.
  private static final int MAX_DISCARDED_BYTES = 64 << 10;

  /// How long a client may go on sending what was refused. Closing at once would reset the
  /// connection, and with it the answer.
  private static final Duration LINGER = Duration.ofSeconds(5);

  private final Listener listener;
  private final boolean http2;

  private State state = State.IDLE;
  private boolean headBegun;
  private boolean keepAlive;
  private boolean ended;
  private int discardedBytes;
  private @Nullable HttpRequest head;
  private @Nullable BodyBuffer body;
  private @Nullable HttpResponse refusal;
  private @Nullable ScheduledFuture<?> deadline;

  ExchangeHandler(Listener listener, boolean http2) {
    this.listener = listener;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    awaitRequest(ctx);
  }

  /// Notes that bytes of the next request have come: from now on its headers have a deadline.
  void bytesArrived(ChannelHandlerContext ctx) {
    if (state == State.IDLE && !headBegun) {
      headBegun = true;
      setDeadline(ctx, listener.config().timeouts().header(), () -> ctx.close());
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    if (state == State.LINGERING || (state == State.WRITING && !http2)) {
      return;
    }
    if (message.decoderResult().isFailure()) {
      refuseMalformed(ctx, message.decoderResult().cause());
      return;
    }
    if (message instanceof io.netty.handler.codec.http.HttpRequest request) {
      begin(ctx, request);
    }
    if (message instanceof HttpContent content) {
      proceed(ctx, content);
    }
  }

  private void begin(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
    state = State.READING;
    ended = false;
    boolean current = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
    keepAlive = current && HttpUtil.isKeepAlive(request);
    HttpTimeouts timeouts = listener.config().timeouts();
    setDeadline(ctx, timeouts.body(), () -> onSlowBody(ctx));
    HttpResponse refused = admit(ctx, request);
    boolean waitsForContinue = HttpUtil.is100ContinueExpected(request);
    if (refused != null) {
      boolean isShort = HttpUtil.getContentLength(request, 0L) <= MAX_DISCARDED_BYTES;
      refuse(ctx, refused, isShort && !waitsForContinue);
    } else if (waitsForContinue) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private @Nullable HttpResponse admit(
      ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest request) {
    HttpHandler handler = listener.handler();
    HttpRequest checked;
    long declaredBytes;
    try {
      checked = Messages.head(request, remoteAddress(ctx));
      declaredBytes = HttpUtil.getContentLength(request, 0L);
    } catch (IllegalArgumentException e) {
      head = Messages.unreadable(remoteAddress(ctx));
      return handler.refuse(head, 400, "malformed request: " + e.getMessage());
    }
    head = checked;
    HttpResponse refused = check(handler, checked);
    if (refused != null) {
      return refused;
    }
    if (request.headers().contains(HttpHeaderNames.EXPECT)
        && !HttpUtil.is100ContinueExpected(request)) {
      return handler.refuse(checked, 417, "unknown expectation (known: 100-continue)");
    }
    if (!listener.slots().tryAcquire()) {
      return handler.refuse(checked, 503, tooManyRequests());
    }
    body = new BodyBuffer(listener.budget(), listener.config().limits().maxBodyBytes());
    return refusalOf(body.expect(declaredBytes));
  }

  private static @Nullable HttpResponse check(HttpHandler handler, HttpRequest checked) {
    try {
      return handler.check(checked);
    } catch (RuntimeException e) {
      return ErrorAnswers.of(checked, e);
    }
  }

  private void proceed(ChannelHandlerContext ctx, HttpContent content) {
    ended |= content instanceof LastHttpContent;
    if (state == State.READING && body != null) {
      HttpResponse refused = refusalOf(body.add(content.content()));
      if (refused != null) {
        refuse(ctx, refused, false);
      }
    } else if (state == State.DISCARDING) {
      discardedBytes += content.content().readableBytes();
      if (discardedBytes > MAX_DISCARDED_BYTES && refusal != null) {
        refuse(ctx, refusal, false);
      }
    }
    if (ended) {
      end(ctx);
    }
  }

  private void end(ChannelHandlerContext ctx) {
    HttpResponse refused = refusal;
    if (state == State.DISCARDING && refused != null) {
      write(ctx, refused, 0);
    } else if (state == State.READING) {
      handle(ctx);
    }
  }

  private void handle(ChannelHandlerContext ctx) {
    HttpRequest complete = head;
    BodyBuffer collected = body;
    if (complete == null || collected == null) {
      throw new IllegalStateException("a request ended that had not begun");
    }
    state = State.HANDLING;
    clearDeadline();
    body = null; // From here on the worker gives back what was acquired.
    if (!http2) {
      ctx.channel().config().setAutoRead(false);
      watch(ctx);
    }
    listener.workers().execute(() -> work(ctx, complete, collected));
  }

  /// Reads once more, so that a client that closes the connection is noticed; a next request that
  /// comes instead waits in the [FlowControlHandler].
  private static void watch(ChannelHandlerContext ctx) {
    ChannelHandlerContext flow = ctx.pipeline().context(FlowControlHandler.class);
    if (flow != null) {
      flow.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (head != null) {
      head.caller().leave();
    }
    ctx.fireChannelInactive();
  }

  private void work(ChannelHandlerContext ctx, HttpRequest complete, BodyBuffer collected) {
    HttpResponse response;
    try {
      response = listener.answer(Messages.withBody(complete, collected.toByteArray()));
    } finally {
      collected.release();
      listener.slots().release();
    }
    long heldBytes = listener.answers().hold(response.length());
    try {
      ctx.executor().execute(() -> write(ctx, response, heldBytes));
    } catch (RejectedExecutionException e) {
      listener.answers().release(heldBytes);
      LOG.warn("the answer to {} {} came after the stop", complete.method(), complete.path(), e);
    }
  }

  /// Answers a request whose body is not wanted. A short rest is read first, so that the answer
  /// finds a connection that can go on.
  private void refuse(ChannelHandlerContext ctx, HttpResponse response, boolean restIsShort) {
    releaseBody();
    refusal = response;
    if (restIsShort) {
      state = State.DISCARDING;
      discardedBytes = 0;
    } else {
      keepAlive &= ended;
      write(ctx, response, 0);
    }
  }

  /// @param heldBytes what [WaitingAnswers] has counted for the answer
  private void write(ChannelHandlerContext ctx, HttpResponse response, long heldBytes) {
    boolean close = !http2 && (!keepAlive || listener.drain().hasBegun());
    String method = head == null ? "" : head.method();
    state = State.WRITING;
    setDeadline(ctx, listener.config().timeouts().write(), () -> ctx.close());
    HttpResponse sent = heldBytes == WaitingAnswers.REFUSED ? tooManyAnswers(ctx) : response;
    ctx.writeAndFlush(Messages.response(sent, method, close))
        .addListener(
            written -> {
              listener.answers().release(heldBytes);
              afterWrite(ctx, written, close);
            });
  }

  private HttpResponse tooManyAnswers(ChannelHandlerContext ctx) {
    HttpRequest answered = head == null ? Messages.unreadable(remoteAddress(ctx)) : head;
    return listener
        .handler()
        .refuse(
            answered,
            503,
            "busy: answers that wait for their clients fill the budget of %d bytes; try again"
                .formatted(listener.answers().maxBytes()));
  }

  private void afterWrite(ChannelHandlerContext ctx, Future<? super Void> written, boolean close) {
    clearDeadline();
    if (!written.isSuccess()) {
      ctx.close();
    } else if (!ended) {
      linger(ctx);
    } else if (!http2) {
      if (close || listener.drain().hasBegun()) {
        ctx.close();
      } else {
        awaitRequest(ctx);
        ctx.channel().config().setAutoRead(true);
      }
    }
  }

  /// The answer is out but the client may still be sending: says that no more is wanted, and
  /// listens a little longer.
  private void linger(ChannelHandlerContext ctx) {
    state = State.LINGERING;
    if (http2) { // Source: RFC 9113, section 8.1.
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    } else if (ctx.channel() instanceof DuplexChannel duplex) {
      duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      ctx.channel().config().setAutoRead(true);
    }
    setDeadline(ctx, LINGER, () -> ctx.close());
  }

  private void awaitRequest(ChannelHandlerContext ctx) {
    state = State.IDLE;
    headBegun = false;
    ended = true;
    head = null;
    refusal = null;
    setDeadline(ctx, listener.config().timeouts().idle(), () -> ctx.close());
  }

  private void onSlowBody(ChannelHandlerContext ctx) {
    if (head != null && (state == State.READING || state == State.DISCARDING)) {
      String limit = listener.config().timeouts().body().toString();
      refuse(ctx, listener.handler().refuse(head, 408, "body not complete after " + limit), false);
    }
  }

  private void refuseMalformed(ChannelHandlerContext ctx, Throwable cause) {
    HttpRequest malformed = head == null ? Messages.unreadable(remoteAddress(ctx)) : head;
    head = malformed;
    ended = false;
    int status =
        switch (cause) {
          case TooLongHttpLineException _ -> 414;
          case TooLongHttpHeaderException _ -> 431;
          default -> 400;
        };
    String limit =
        status == 400
            ? ""
            : " (limit: %d bytes); send a shorter %s"
                .formatted(
                    listener.config().limits().maxHeaderBytes(), status == 414 ? "URL" : "header");
    String message = "malformed request: " + cause.getMessage() + limit;
    refuse(ctx, listener.handler().refuse(malformed, status, message), false);
  }

  private @Nullable HttpResponse refusalOf(BodyBuffer.Outcome outcome) {
    HttpRequest refused = head;
    if (refused == null || outcome == BodyBuffer.Outcome.KEPT) {
      return null;
    }
    return outcome == BodyBuffer.Outcome.TOO_LARGE
        ? listener.handler().refuse(refused, 413, tooLarge())
        : listener.handler().refuse(refused, 503, noBudget());
  }

  private String tooLarge() {
    return "request body over the limit of %d bytes; send smaller requests"
        .formatted(listener.config().limits().maxBodyBytes());
  }

  private String noBudget() {
    return "busy: requests in flight fill the budget of %d bytes; try again"
        .formatted(listener.budget().limitBytes());
  }

  private String tooManyRequests() {
    return "busy: %d requests in flight; try again"
        .formatted(listener.config().limits().maxRequests());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof Listener.Drain && state == State.IDLE && !headBegun) {
      ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    LOG.debug("connection from {} failed", remoteAddress(ctx), cause);
    ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    clearDeadline();
    releaseBody();
  }

  private void releaseBody() {
    if (body != null) {
      body.release();
      listener.slots().release();
      body = null;
    }
  }

  private void setDeadline(ChannelHandlerContext ctx, Duration delay, Runnable action) {
    clearDeadline();
    deadline = ctx.executor().schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void clearDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private static String remoteAddress(ChannelHandlerContext ctx) {
    SocketAddress address = ctx.channel().remoteAddress();
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(address);
  }
}
