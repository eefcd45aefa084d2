package dev.vivace.integration.s3;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stands before an S3 server and breaks requests as it is told: one request a connection, headers
/// and bodies unchanged, so that signatures stay right. It can also go away as a whole.
final class FaultProxy implements AutoCloseable {

  /// What happens to a request.
  enum Fault {
    NONE,
    /// 500, nothing done.
    ERROR,
    /// 503, nothing done.
    SLOW_DOWN,
    /// 409, nothing done: another conditional request is under way.
    CONFLICT,
    /// 403, nothing done: the clocks differ.
    SKEWED,
    /// The connection ends before the request reaches the server.
    LOST_REQUEST,
    /// The server does it, and the answer never comes.
    LOST_ANSWER,
    /// The server does it, and the answer is 500.
    WRONG_ANSWER,
    /// The connection ends in the middle of the answer's body.
    CUT_ANSWER,
    /// The answer's body is shorter than asked for, and says so.
    SHORT_ANSWER,
    /// The answer comes late.
    LATE,
    /// A listing is the one that was answered before.
    STALE_LIST,
    /// The server does not see the condition.
    UNCONDITIONAL
  }

  /// Decides about each request.
  @FunctionalInterface
  interface Faults {

    /// @param target path and query
    Fault of(String method, String target);
  }

  private static final int BACKLOG = 128;

  private final URI server;
  private final InetSocketAddress address;
  private final Set<Closeable> connections = ConcurrentHashMap.newKeySet();
  private final Map<String, byte[]> listings = new ConcurrentHashMap<>();
  private final Map<Fault, Integer> counts = new ConcurrentHashMap<>();
  private volatile Faults faults = (_, _) -> Fault.NONE;
  private volatile Duration lateness = Duration.ofSeconds(1);
  private @Nullable ServerSocket listener; // guarded by this

  FaultProxy(URI server, int port) {
    this.server = server;
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    comeBack();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + address.getPort());
  }

  void use(Faults newFaults) {
    faults = newFaults;
  }

  /// How late a late answer is.
  void setLateness(Duration newLateness) {
    lateness = newLateness;
  }

  /// How often each fault has happened.
  Map<Fault, Integer> counts() {
    return Map.copyOf(counts);
  }

  /// Nobody listens any more; what was under way breaks off.
  synchronized void goAway() {
    close(listener);
    listener = null;
    connections.forEach(FaultProxy::close);
    connections.clear();
  }

  /// Listens again.
  synchronized void comeBack() {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
      listener = socket;
      Thread.ofVirtual().name("fault-proxy").start(() -> accept(socket));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on " + address, e);
    }
  }

  private void accept(ServerSocket socket) {
    while (true) {
      try {
        Socket client = socket.accept();
        connections.add(client);
        Thread.ofVirtual().name("fault-proxy-request").start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      HttpHead request = HttpHead.read(in);
      if (request == null) {
        return;
      }
      OutputStream out = client.getOutputStream();
      if (request.header("expect").isPresent()) {
        out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      byte[] body = in.readNBytes(request.contentLength());
      Fault fault = faults.of(request.method(), request.target());
      counts.merge(fault, 1, Integer::sum);
      answer(fault, request, body, out);
    } catch (IOException | InterruptedException broken) {
      // The client, the server or the test went away: that is what this is for.
    } finally {
      connections.remove(client);
    }
  }

  private void answer(Fault fault, HttpHead request, byte[] body, OutputStream out)
      throws IOException, InterruptedException {
    switch (fault) {
      case ERROR -> out.write(error(500, "InternalError"));
      case SLOW_DOWN -> out.write(error(503, "SlowDown"));
      case CONFLICT -> out.write(error(409, "ConditionalRequestConflict"));
      case SKEWED -> out.write(error(403, "RequestTimeTooSkewed"));
      case LOST_REQUEST -> {}
      case LOST_ANSWER -> forward(request, body);
      case WRONG_ANSWER -> {
        forward(request, body);
        out.write(error(500, "InternalError"));
      }
      case CUT_ANSWER -> {
        byte[] whole = forward(request, body);
        out.write(whole, 0, whole.length - HttpHead.bodyBytes(whole) / 2 - 1);
      }
      case SHORT_ANSWER -> out.write(HttpHead.shortened(forward(request, body)));
      case LATE -> {
        byte[] whole = forward(request, body);
        pause();
        out.write(whole);
      }
      case STALE_LIST -> {
        byte[] now = forward(request, body);
        byte[] before = listings.put(request.target(), now);
        out.write(before == null ? now : before);
      }
      case UNCONDITIONAL -> out.write(forward(request.without("if-none-match"), body));
      case NONE -> out.write(forward(request, body));
    }
    out.flush();
  }

  private byte[] forward(HttpHead request, byte[] body) throws IOException {
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      connections.add(socket);
      OutputStream out = socket.getOutputStream();
      ByteArrayOutputStream whole = new ByteArrayOutputStream();
      whole.write(request.forwarded());
      whole.write(body);
      out.write(whole.toByteArray());
      out.flush();
      byte[] answer = socket.getInputStream().readAllBytes();
      connections.remove(socket);
      return answer;
    }
  }

  private void pause() throws InterruptedException {
    new CountDownLatch(1).await(lateness.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static byte[] error(int status, String code) {
    String body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>made by the test</Message></Error>"
            .formatted(code);
    return """
    HTTP/1.1 %d Made\r
    Content-Type: application/xml\r
    Date: Sun, 22 Nov 2026 00:00:00 GMT\r
    Content-Length: %d\r
    Connection: close\r
    \r
    %s"""
        .formatted(status, body.length(), body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void close(@Nullable Closeable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close a socket", e);
    }
  }

  @Override
  public void close() {
    goAway();
  }
}
