package dev.vivace.transport.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ServerUpgradeCodec;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Which handlers a connection gets, by protocol. TLS, when it comes, goes in front and chooses by
/// ALPN.
final class Pipelines {

  private static final int MAX_CHUNK_BYTES = 64 << 10;
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final int MAX_RESETS = 200;
  private static final int RESET_WINDOW_SECONDS = 30;
  private static final int MAX_EMPTY_DATA_FRAMES = 2;
  private static final int MAX_SMALL_CONTINUATION_FRAMES = 16;

  private Pipelines() {}

  static void configureHttp1(ChannelPipeline pipeline, Listener listener) {
    HttpLimits limits = listener.config().limits();
    HttpDecoderConfig decoding =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.maxHeaderBytes())
            .setMaxHeaderSize(limits.maxHeaderBytes())
            .setMaxChunkSize(MAX_CHUNK_BYTES);
    ExchangeHandler exchange = new ExchangeHandler(listener, false);
    ChannelHandler watcher = new ByteWatcher();
    ChannelHandler decoder = new HttpRequestDecoder(decoding);
    ChannelHandler encoder = new HttpResponseEncoder();
    ChannelHandler flow = new FlowControlHandler();
    List<ChannelHandler> ownHandlers = List.of(watcher, decoder, encoder, flow, exchange);
    ChannelHandler upgrade =
        new CleartextUpgrade(
            _ -> ownHandlers.forEach(pipeline::remove),
            () ->
                new Http2ServerUpgradeCodec(
                    http2Codec(listener),
                    idleHandler(listener),
                    new Http2MultiplexHandler(streamInitializer(listener)),
                    new Http2Connection()));
    pipeline.addLast(watcher, decoder, encoder, upgrade, flow, exchange);
  }

  static void configureHttp2(ChannelPipeline pipeline, Listener listener) {
    pipeline.addLast(
        http2Codec(listener),
        idleHandler(listener),
        new Http2MultiplexHandler(streamInitializer(listener)),
        new Http2Connection());
  }

  private static Http2FrameCodec http2Codec(Listener listener) {
    HttpLimits limits = listener.config().limits();
    return Http2FrameCodecBuilder.forServer()
        .initialSettings(
            Http2Settings.defaultSettings()
                .maxConcurrentStreams(limits.maxStreams())
                .initialWindowSize(STREAM_WINDOW_BYTES)
                .maxHeaderListSize(limits.maxHeaderBytes()))
        .decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_WINDOW_SECONDS)
        .decoderEnforceMaxConsecutiveEmptyDataFrames(MAX_EMPTY_DATA_FRAMES)
        .decoderEnforceMaxSmallContinuationFrames(MAX_SMALL_CONTINUATION_FRAMES)
        .gracefulShutdownTimeoutMillis(listener.config().timeouts().write().toMillis())
        .build();
  }

  private static ChannelHandler idleHandler(Listener listener) {
    long idleNanos = listener.config().timeouts().idle().toNanos();
    return new IdleStateHandler(0, 0, idleNanos, TimeUnit.NANOSECONDS);
  }

  private static ChannelHandler streamInitializer(Listener listener) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(io.netty.channel.Channel stream) {
        stream.pipeline().addLast(new StreamSelector(listener));
      }
    };
  }

  /// Tells the exchange that bytes of a request have come, before they are a whole head.
  private static final class ByteWatcher extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ChannelHandlerContext exchange = ctx.pipeline().context(ExchangeHandler.class);
      if (exchange != null && exchange.handler() instanceof ExchangeHandler handler) {
        handler.bytesArrived(exchange);
      }
      ctx.fireChannelRead(message);
    }
  }
}
