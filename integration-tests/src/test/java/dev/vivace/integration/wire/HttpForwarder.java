package dev.vivace.integration.wire;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The HTTP half of [RecordingProxy]: bodies pass as they are, compressed or not.
final class HttpForwarder implements AutoCloseable {
  // Belong to one connection, or are set by the client library.
  private static final Set<String> NOT_FORWARDED =
      Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final URI target;
  private final Consumer<RecordedRequest> record;
  private final HttpServer server;

  HttpForwarder(URI target, Consumer<RecordedRequest> record) {
    this.target = target;
    this.record = record;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::forward);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void forward(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      HttpResponse<byte[]> response = send(exchange, body);
      record.accept(
          new RecordedRequest(
              RecordedRequest.Transport.HTTP,
              exchange.getRequestURI().getPath(),
              first(exchange, "Content-Type"),
              first(exchange, "Content-Encoding"),
              body,
              new RecordedRequest.Answer(
                  Integer.toString(response.statusCode()),
                  Duration.ofSeconds(response.headers().firstValueAsLong("Retry-After").orElse(0)),
                  System.nanoTime())));
      answer(exchange, response);
    }
  }

  private HttpResponse<byte[]> send(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (isForwarded(name)) {
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while forwarding", e);
    }
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              if (isForwarded(name)) {
                exchange.getResponseHeaders().put(name, List.copyOf(values));
              }
            });
    byte[] body = response.body();
    exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static boolean isForwarded(String header) {
    return !header.startsWith(":")
        && NOT_FORWARDED.stream().noneMatch(name -> name.equalsIgnoreCase(header));
  }

  private static String first(HttpExchange exchange, String header) {
    @Nullable String value = exchange.getRequestHeaders().getFirst(header);
    return value == null ? "" : value;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
    client.close();
  }
}
