package dev.vivace.integration.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Connections of clients that are in no hurry: they send a byte now and then, or ask for much and
/// read nothing.
public final class SlowConnections implements AutoCloseable {
  private static final long DRIP_MILLIS = 500;
  private static final int TINY_WINDOW_BYTES = 2048;
  private static final int BODY_BYTES = 1 << 20;
  private static final int FRAME_BYTES = 8 << 10;

  // RFC 9113: frames of HTTP/2.
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_HEADERS = 4;

  /// What a client is slow at.
  public enum Kind {
    HEADER,
    BODY,
    READER
  }

  private final List<SocketChannel> channels = new ArrayList<>();
  private final List<SocketChannel> senders = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread dripping = Thread.ofPlatform().daemon().name("drip").unstarted(this::drip);

  /// Starts to drip into what is opened before.
  public SlowConnections start() {
    dripping.start();
    return this;
  }

  /// How many connections the server has not closed.
  public long open() {
    return channels.stream().filter(SocketChannel::isOpen).count();
  }

  /// Opens connections that speak HTTP/1.1.
  ///
  /// @param largePath what slow readers ask for
  public SlowConnections http(int port, Kind kind, int count, String largePath) {
    String begun =
        switch (kind) {
          case HEADER -> "POST /v1/traces HTTP/1.1\r\nHost: slow\r\nX-Slow: ";
          case BODY ->
              "POST /v1/traces HTTP/1.1\r\nHost: slow\r\nContent-Type: application/x-protobuf\r\nContent-Length: "
                  + BODY_BYTES
                  + "\r\n\r\n";
          case READER -> "GET " + largePath + " HTTP/1.1\r\nHost: slow\r\n\r\n";
        };
    return open(port, kind, count, begun.getBytes(StandardCharsets.US_ASCII));
  }

  /// Opens connections that speak gRPC. Slow readers are those who stop after their settings.
  public SlowConnections grpc(int port, Kind kind, int count) {
    ByteArrayOutputStream begun = new ByteArrayOutputStream();
    begun.writeBytes(PREFACE.getBytes(StandardCharsets.US_ASCII));
    frame(begun, SETTINGS, 0, 0, 0);
    byte[] headers = exportHeaders();
    switch (kind) {
      case HEADER -> {
        frame(begun, HEADERS, 0, 1, headers.length + FRAME_BYTES);
        begun.writeBytes(headers);
      }
      case BODY -> {
        frame(begun, HEADERS, END_HEADERS, 1, headers.length);
        begun.writeBytes(headers);
        frame(begun, DATA, 0, 1, FRAME_BYTES);
      }
      case READER -> {}
    }
    return open(port, kind, count, begun.toByteArray());
  }

  private static void frame(
      ByteArrayOutputStream out, int type, int flags, int stream, int length) {
    out.write(length >>> 16);
    out.write(length >>> 8);
    out.write(length);
    out.write(type);
    out.write(flags);
    out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(stream).array());
  }

  /// RFC 7541: names and values of the static table, and literals that are not kept.
  private static byte[] exportHeaders() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x83); // :method POST
    out.write(0x86); // :scheme http
    out.write(0x04); // :path
    literal(out, "/opentelemetry.proto.collector.trace.v1.TraceService/Export");
    out.write(0x01); // :authority
    literal(out, "slow");
    out.write(0x0f);
    out.write(0x10); // content-type
    literal(out, "application/grpc");
    out.write(0x00);
    literal(out, "te");
    literal(out, "trailers");
    return out.toByteArray();
  }

  private static void literal(ByteArrayOutputStream out, String text) {
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private SlowConnections open(int port, Kind kind, int count, byte[] begun) {
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = SocketChannel.open();
        if (kind == Kind.READER) {
          channel.setOption(StandardSocketOptions.SO_RCVBUF, TINY_WINDOW_BYTES);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.wrap(begun));
        channel.configureBlocking(false);
        channels.add(channel);
        if (kind != Kind.READER) {
          senders.add(channel);
        }
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to port " + port, e);
    }
  }

  private void drip() {
    try {
      while (!closed.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
        senders.stream().filter(SocketChannel::isOpen).forEach(SlowConnections::dripInto);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void dripInto(SocketChannel channel) {
    try {
      channel.write(ByteBuffer.wrap(new byte[] {'a'}));
    } catch (IOException refused) {
      close(channel);
    }
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a connection cannot be closed", e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      dripping.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channels.forEach(SlowConnections::close);
  }
}
