package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.translate.TranslationResources;
import dev.vivace.transport.ListenException;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes datagrams, each a call of Thrift. One thread receives; the pool translates and decodes. A
/// datagram for which there is no room is dropped at once, because waiting would make the system
/// drop the next ones uncounted.
///
/// ```text
///   socket ──receive──▶ larger than allowed · too many at once · no budget: dropped, counted
///                       else ──pool──▶ translated, ingested; the outcome is counted, nobody waits
/// ```
final class UdpReceiver {

  private static final Logger LOG = LoggerFactory.getLogger(UdpReceiver.class);

  /// No datagram is larger.
  private static final int BUFFER_BYTES = 65_535;

  private final JaegerConfig.Udp config;
  private final TranslationResources resources;
  private final DatagramChannel channel;
  private final AgentCall translation;
  private final JaegerMetrics metrics;
  private final Semaphore slots;
  private final Counter tooLarge;
  private final Counter queueFull;
  private final Thread receiving;

  private UdpReceiver(
      JaegerConfig.Udp config,
      JaegerTransport transport,
      TranslationResources resources,
      DatagramChannel channel) {
    this.config = config;
    this.resources = resources;
    this.channel = channel;
    this.metrics = new JaegerMetrics(resources.registry(), transport);
    this.translation = new AgentCall(transport == JaegerTransport.THRIFT_COMPACT, metrics);
    this.slots = new Semaphore(config.queueSize());
    this.tooLarge = metrics.droppedPackets("too_large");
    this.queueFull = metrics.droppedPackets("queue_full");
    this.receiving =
        Thread.ofPlatform().name("jaeger-" + transport.label()).daemon().unstarted(this::receive);
  }

  /// Opens the port; throws [ListenException] if it cannot be had.
  static UdpReceiver start(
      JaegerConfig.Udp config, JaegerTransport transport, TranslationResources resources) {
    DatagramChannel channel = open(config, transport);
    UdpReceiver receiver = new UdpReceiver(config, transport, resources, channel);
    receiver.receiving.start();
    return receiver;
  }

  private static DatagramChannel open(JaegerConfig.Udp config, JaegerTransport transport) {
    InetSocketAddress address = new InetSocketAddress(config.host(), config.port());
    DatagramChannel channel = null;
    try {
      channel = DatagramChannel.open();
      if (config.socketBufferBytes() > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, config.socketBufferBytes());
      }
      return channel.bind(address);
    } catch (IOException | IllegalArgumentException e) { // The latter: a name without an address.
      close(channel);
      throw ListenException.of(address, transport.setting(), e);
    }
  }

  int port() {
    return channel.socket().getLocalPort();
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    while (channel.isOpen()) {
      try {
        channel.receive(buffer.clear());
        take(buffer.flip());
      } catch (ClosedChannelException _) {
        return; // The receiver stops.
      } catch (IOException | RuntimeException e) {
        LOG.error("receiving a datagram on port {} failed", port(), e);
      }
    }
  }

  private void take(ByteBuffer datagram) {
    int size = datagram.remaining();
    if (size > config.maxPacketBytes()) {
      tooLarge.increment();
    } else if (!slots.tryAcquire()) {
      queueFull.increment();
    } else {
      RequestBytes request = resources.buffers().open();
      try {
        datagram.get(request.begin(size), 0, size);
        request.end(size);
        resources.workers().execute(() -> ingest(request));
      } catch (RefusedException e) {
        metrics.receiver().countRefusedRequest(e.outcome().failure());
        request.release();
        slots.release();
      }
    }
  }

  private void ingest(RequestBytes request) {
    resources
        .ingest()
        .ingest(config.tenant(), metrics.receiver(), translation, request, _ -> slots.release());
  }

  /// Takes nothing more.
  void beginStop() {
    close(channel);
  }

  /// Waits for what was taken.
  void awaitStop(Duration timeout) {
    try {
      boolean ended =
          receiving.join(timeout)
              && slots.tryAcquire(config.queueSize(), timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        LOG.warn("datagrams were still being taken in after {}", timeout);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(@Nullable DatagramChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a socket failed", e);
    }
  }
}
