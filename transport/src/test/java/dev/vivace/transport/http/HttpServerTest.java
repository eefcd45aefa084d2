package dev.vivace.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.LimitExceededException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.transport.InFlightBytes;
import dev.vivace.transport.ListenException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpServerTest {

  private static final int MAX_BODY = 200_000;
  private static final HttpServerConfig CONFIG =
      HttpServerConfig.of("test", "test.endpoint", "127.0.0.1", 0)
          .withLimits(HttpLimits.DEFAULT.withMaxBodyBytes(MAX_BODY));
  private static final HttpHandler ECHO =
      request -> HttpResponse.of(200, "application/octet-stream", request.body());

  private final InFlightBytes budget = new InFlightBytes(1_000_000);
  private final List<HttpServer> started = new ArrayList<>();
  private final List<HttpClient> clients = new ArrayList<>();

  @AfterEach
  void stop() {
    clients.forEach(HttpClient::shutdownNow);
    started.forEach(server -> server.stop(Duration.ZERO));
    assertThat(budget.usedBytes()).isZero();
  }

  private HttpServer start(HttpHandler handler) {
    return start(CONFIG, handler);
  }

  private HttpServer start(HttpServerConfig config, HttpHandler handler) {
    HttpServer server = HttpServer.start(config, budget, handler, new SimpleMeterRegistry());
    started.add(server);
    return server;
  }

  private HttpClient client(HttpClient.Version version) {
    HttpClient client = HttpClient.newBuilder().version(version).build();
    clients.add(client);
    return client;
  }

  private static java.net.http.HttpRequest.Builder to(HttpServer server, String path) {
    return java.net.http.HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.port() + path));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return bytes;
  }

  // ---- requests and answers

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void answersBothProtocolsWithTheBodyThatTheHandlerMade(HttpClient.Version version)
      throws Exception {
    HttpServer server = start(ECHO);
    HttpClient client = client(version);
    for (int size : new int[] {0, 1, 70_000, MAX_BODY}) {
      var request = to(server, "/").POST(BodyPublishers.ofByteArray(bytes(size))).build();

      var response = client.send(request, BodyHandlers.ofByteArray());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(bytes(size));
    }
  }

  @Test
  void aShortFirstRequestIsUpgradedToHttp2() throws Exception {
    HttpServer server = start(ECHO);
    HttpClient client = client(HttpClient.Version.HTTP_2);

    var first =
        client.send(
            to(server, "/").POST(BodyPublishers.ofString("one")).build(), BodyHandlers.ofString());
    var second =
        client.send(
            to(server, "/").POST(BodyPublishers.ofByteArray(bytes(150_000))).build(),
            BodyHandlers.ofByteArray());

    assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(first.body()).isEqualTo("one");
    assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(second.body()).isEqualTo(bytes(150_000));
  }

  @Test
  void http2IsSpokenByPriorKnowledge() throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      connection.send(Http2Frame.settings().encoded());
      connection.send(Http2Frame.get(1).encoded());

      Http2Frame answer = Http2Frame.readUntil(connection, Http2Frame.HEADERS);
      assertThat(answer.stream()).isEqualTo(1);
      assertThat(answer.payload()[0]).as(":status 200").isEqualTo((byte) 0x88);
    }
  }

  @Test
  void aFloodOfResetsEndsTheConnection() throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      connection.send(Http2Frame.settings().encoded());
      for (int stream = 1; stream < 500; stream += 2) {
        connection.send(Http2Frame.get(stream).encoded());
        connection.send(Http2Frame.reset(stream).encoded());
      }

      Http2Frame goAway = Http2Frame.readUntil(connection, Http2Frame.GO_AWAY);
      assertThat(goAway.payload()[7]).as("ENHANCE_YOUR_CALM").isEqualTo((byte) 0xb);
    }
  }

  @Test
  void manyStreamsOfOneConnectionAreHandledAtTheSameTime() throws Exception {
    CountDownLatch all = new CountDownLatch(64);
    HttpServer server =
        start(
            request -> {
              all.countDown();
              all.await(20, TimeUnit.SECONDS);
              return HttpResponse.text(200, request.path());
            });
    HttpClient client = client(HttpClient.Version.HTTP_2);
    List<CompletableFuture<java.net.http.HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      answers.add(client.sendAsync(to(server, "/" + i).build(), BodyHandlers.ofString()));
    }

    for (int i = 0; i < 64; i++) {
      assertThat(answers.get(i).get().body()).isEqualTo("/" + i);
    }
  }

  @Test
  void theHandlerSeesTheRequestDecoded() throws Exception {
    CompletableFuture<HttpRequest> seen = new CompletableFuture<>();
    HttpServer server =
        start(
            request -> {
              seen.complete(request);
              return HttpResponse.empty(204);
            });
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(
          String.join(
              "\r\n",
              "GET http://vivace/a%20b/c%2Fd?q=%7B%20a%20%7D&q=2&empty HTTP/1.1",
              "Host: x",
              "X-Two: one",
              "x-two: two",
              "",
              ""));
      assertThat(connection.receive()).startsWith("HTTP/1.1 204 No Content\n");
    }

    HttpRequest request = seen.get();
    assertThat(request.method()).isEqualTo("GET");
    assertThat(request.path()).isEqualTo("/a b/c/d");
    assertThat(request.rawPath()).isEqualTo("/a%20b/c%2Fd");
    assertThat(request.parameters().get("q")).containsExactly("{ a }", "2");
    assertThat(request.parameter("empty")).contains("");
    assertThat(request.headers().get("x-two")).containsExactly("one", "two");
    assertThat(request.remoteAddress()).startsWith("127.0.0.1:");
  }

  @Test
  void anAnswerToHeadHasTheLengthButNoBody() throws Exception {
    HttpServer server = start(request -> HttpResponse.text(200, "hello"));
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(connection.receiveHead()).contains("content-length: 5");
      assertThat(connection.receiveHead()).startsWith("HTTP/1.1 200 OK\n");
    }
    var response =
        client(HttpClient.Version.HTTP_2)
            .send(
                to(server, "/").method("HEAD", BodyPublishers.noBody()).build(),
                BodyHandlers.ofString());
    assertThat(response.headers().firstValue("content-length")).contains("5");
    assertThat(response.body()).isEmpty();
  }

  // ---- HTTP/1.1

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    HttpServer server = start(request -> HttpResponse.text(200, request.path()));
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      requests.append("GET /%d HTTP/1.1\r\nHost: x\r\n\r\n".formatted(i));
    }
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(requests.toString());
      for (int i = 0; i < 100; i++) {
        assertThat(connection.receive()).endsWith("\n/" + i);
      }
    }
  }

  @Test
  void aChunkedBodyIsPutTogether() throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      connection.send("3\r\nabc\r\n");
      connection.send("A\r\n0123456789\r\n0\r\n\r\n");

      assertThat(connection.receive()).endsWith("\n\nabc0123456789");
    }
  }

  @Test
  void aClientThatAsksIsToldToContinue() throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
      assertThat(connection.receive()).startsWith("HTTP/1.1 100 Continue\n");
      connection.send("ok");
      assertThat(connection.receive()).startsWith("HTTP/1.1 200 OK\n").endsWith("\nok");
      connection.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.receiveHead()).startsWith("HTTP/1.1 200 OK\n");
    }
  }

  @Test
  void aClientThatWantsToCloseIsClosed() throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(connection.receive()).contains("connection: close");
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  // ---- limits

  @Test
  void aDeclaredBodyOverTheLimitIs413WithoutReadingIt() throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(
          "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n".formatted(MAX_BODY + 1));
      assertThat(connection.receive())
          .startsWith("HTTP/1.1 413 ")
          .contains("connection: close")
          .contains("limit of 200000 bytes");
      connection.send(new byte[1000]);
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void aChunkedBodyOverTheLimitIs413() throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      String chunk = "4E20\r\n" + "x".repeat(20_000) + "\r\n";
      for (int i = 0; i < 11; i++) {
        connection.send(chunk);
      }
      assertThat(connection.receive()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void aClientThatSendsItsWholeOversizeBodyStillGetsTheAnswer() throws Exception {
    HttpServer server = start(ECHO);
    for (HttpClient.Version version : HttpClient.Version.values()) {
      var request = to(server, "/").POST(BodyPublishers.ofByteArray(bytes(5_000_000))).build();

      var response = client(version).send(request, BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(413);
    }
  }

  @Test
  void aBodyThatTheBudgetCannotHoldIs503AndComesBackLater() throws Exception {
    HttpServer server = start(ECHO);
    var request = to(server, "/").POST(BodyPublishers.ofByteArray(bytes(1001))).build();
    HttpClient client = client(HttpClient.Version.HTTP_1_1);
    budget.tryAcquire(999_000);

    var refused = client.send(request, BodyHandlers.ofString());
    budget.release(999_000);
    var accepted = client.send(request, BodyHandlers.ofString());

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("retry-after")).contains("1");
    assertThat(accepted.statusCode()).isEqualTo(200);
  }

  @Test
  void moreRequestsThanTheLimitAre503() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    HttpServer server =
        start(
            CONFIG.withLimits(CONFIG.limits().withMaxRequests(1)),
            request -> {
              entered.countDown();
              release.await();
              return HttpResponse.empty(204);
            });
    HttpClient client = client(HttpClient.Version.HTTP_1_1);
    var first = client.sendAsync(to(server, "/").build(), BodyHandlers.ofString());
    entered.await();

    var second = client.send(to(server, "/").build(), BodyHandlers.ofString());
    release.countDown();

    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(first.get().statusCode()).isEqualTo(204);
  }

  @Test
  void aConnectionTooManyIsClosed() throws Exception {
    HttpServer server = start(CONFIG.withLimits(CONFIG.limits().withMaxConnections(1)), ECHO);
    try (RawConnection first = new RawConnection(server.port())) {
      first.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(first.receive()).startsWith("HTTP/1.1 200");
      try (RawConnection second = new RawConnection(server.port())) {
        assertThat(second.isAtEnd()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1\r\nX: %s\r\n\r\n', 431",
    "'GET /%s HTTP/1.1\r\n\r\n', 414",
  })
  void headersOverTheLimitAreRefused(String request, int status) throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(request.formatted("x".repeat(70_000)));
      assertThat(connection.receive()).startsWith("HTTP/1.1 " + status).contains("65536");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nbad header\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnot hex\r\n",
      })
  void whatIsNoHttpIs400(String request) throws Exception {
    HttpServer server = start(ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(request);
      assertThat(connection.receive()).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void aBodyThatDribblesIs408() throws Exception {
    HttpServer server = start(CONFIG.withTimeouts(timeouts(60_000, 60_000, 200)), ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
      assertThat(connection.receive()).startsWith("HTTP/1.1 408 ");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "GET / HTTP/1.1\r\nHo", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"})
  void aConnectionThatFallsSilentIsClosed(String sent) throws Exception {
    HttpServer server = start(CONFIG.withTimeouts(timeouts(200, 200, 60_000)), ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(sent);
      if (sent.endsWith("\r\n\r\n")) {
        assertThat(connection.receive()).startsWith("HTTP/1.1 200");
      }
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void anHttp2ConnectionThatFallsSilentIsClosed() throws Exception {
    HttpServer server = start(CONFIG.withTimeouts(timeouts(200, 200, 60_000)), ECHO);
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      connection.send(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      boolean ended = connection.isAtEnd();
      while (!ended) {
        ended = connection.isAtEnd();
      }
      assertThat(ended).isTrue();
    }
  }

  private static HttpTimeouts timeouts(int headerMillis, int idleMillis, int bodyMillis) {
    return new HttpTimeouts(
        Duration.ofMillis(headerMillis),
        Duration.ofMillis(idleMillis),
        Duration.ofMillis(bodyMillis),
        Duration.ofSeconds(10));
  }

  // ---- what handlers say

  @Test
  void exceptionsBecomeTheStatusOfTheirType() throws Exception {
    HttpServer server =
        start(
            request ->
                switch (request.path()) {
                  case "/400" -> throw new InvalidRequestException("bad: x");
                  case "/429" -> throw new LimitExceededException("slow down");
                  case "/503" -> throw new StoreUnavailableException("no disk");
                  case "/error" -> throw new AssertionError("ours");
                  case "/200" -> HttpResponse.empty(200);
                  default -> throw new IllegalStateException("ours, secret");
                });
    try (RawConnection connection = new RawConnection(server.port())) {
      assertThat(get(connection, "/400")).startsWith("HTTP/1.1 400 ").endsWith("\nbad: x\n");
      assertThat(get(connection, "/429")).startsWith("HTTP/1.1 429 ").contains("retry-after: 1");
      assertThat(get(connection, "/503")).startsWith("HTTP/1.1 503 ").endsWith("\nno disk\n");
      assertThat(get(connection, "/error")).startsWith("HTTP/1.1 500 ");
      assertThat(get(connection, "/500")).startsWith("HTTP/1.1 500 ").doesNotContain("secret");
    }
  }

  @Test
  void aHeaderCannotSplitTheAnswer() throws Exception {
    HttpServer server =
        start(request -> HttpResponse.empty(200).withHeader("x", "a\r\nset-cookie: b"));
    try (RawConnection connection = new RawConnection(server.port())) {
      assertThat(get(connection, "/")).startsWith("HTTP/1.1 500 ").doesNotContain("set-cookie");
    }
  }

  @Test
  void aCheckThatRefusesKeepsTheConnectionIfTheBodyIsShort() throws Exception {
    HttpServer server = start(new Gate());
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("POST /closed HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody");
      assertThat(connection.receive()).startsWith("HTTP/1.1 403 ");
      assertThat(get(connection, "/open")).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aCheckThatRefusesAnswersBeforeALongBody() throws Exception {
    HttpServer server = start(new Gate());
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("POST /closed HTTP/1.1\r\nHost: x\r\nContent-Length: 150000\r\n\r\n");
      assertThat(connection.receive()).startsWith("HTTP/1.1 403 ").contains("connection: close");
      assertThat(connection.isAtEnd()).isTrue();
    }
  }

  @Test
  void aCheckThatRefusesWorksOnHttp2() throws Exception {
    HttpServer server = start(new Gate());
    HttpClient client = client(HttpClient.Version.HTTP_2);
    for (int size : new int[] {0, 10, 150_000}) {
      var request = to(server, "/closed").POST(BodyPublishers.ofByteArray(bytes(size))).build();
      assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
  }

  private static String get(RawConnection connection, String path) throws IOException {
    connection.send("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path));
    return connection.receive();
  }

  private static final class Gate implements HttpHandler {

    @Override
    public HttpResponse handle(HttpRequest request) {
      return HttpResponse.text(200, "in");
    }

    @Override
    public HttpResponse check(HttpRequest head) {
      return head.path().equals("/closed") ? HttpResponse.text(403, "out") : null;
    }
  }

  // ---- compression

  @Test
  void longAnswersAreCompressedForWhoAsks() throws Exception {
    String text = "abcdefgh".repeat(1000);
    HttpServer server = start(request -> HttpResponse.text(200, text));
    HttpClient client = client(HttpClient.Version.HTTP_1_1);
    var asking = to(server, "/").header("Accept-Encoding", "deflate, gzip;q=0.5").build();
    var refusing = to(server, "/").header("Accept-Encoding", "gzip;q=0, *").build();

    var compressed = client.send(asking, BodyHandlers.ofByteArray());
    var plain = client.send(refusing, BodyHandlers.ofString());

    assertThat(compressed.headers().firstValue("content-encoding")).contains("gzip");
    assertThat(compressed.headers().firstValue("vary")).contains("Accept-Encoding");
    assertThat(compressed.body()).hasSizeLessThan(1000);
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
      assertThat(new String(gzip.readAllBytes(), UTF_8)).isEqualTo(text);
    }
    assertThat(plain.body()).isEqualTo(text);
  }

  @Test
  void shortAnswersAreNotCompressed() throws Exception {
    HttpServer server = start(request -> HttpResponse.text(200, "x".repeat(1024)));
    var request = to(server, "/").header("Accept-Encoding", "gzip").build();

    var response = client(HttpClient.Version.HTTP_1_1).send(request, BodyHandlers.ofString());

    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    assertThat(response.body()).hasSize(1024);
  }

  // ---- starting and stopping

  @Test
  void aPortInUseIsSaidInOneSentence() {
    HttpServer first = start(ECHO);
    HttpServerConfig same =
        HttpServerConfig.of("test", "server.http_listen_port", "127.0.0.1", first.port());

    assertThatThrownBy(() -> HttpServer.start(same, ECHO, new SimpleMeterRegistry()))
        .isInstanceOf(ListenException.class)
        .hasMessage(
            "cannot listen on 127.0.0.1:%d (setting server.http_listen_port): the port is in use by another process; stop that one or choose another port"
                .formatted(first.port()));
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aHandlerLearnsThatItsCallerHasGone(HttpClient.Version version) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch noticed = new CountDownLatch(1);
    HttpServer server =
        start(
            request -> {
              assertThat(request.caller().isThere()).isTrue();
              entered.countDown();
              while (request.caller().isThere()) {
                LockSupport.parkNanos(1_000_000);
              }
              noticed.countDown();
              return HttpResponse.empty(204);
            });
    HttpClient client = client(version);
    var inFlight = client.sendAsync(to(server, "/").build(), BodyHandlers.ofString());
    entered.await();

    inFlight.cancel(true);
    client.shutdownNow();

    assertThat(noticed.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aNextRequestThatComesWhileOneIsHandledWaitsItsTurn() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HttpServer server =
        start(
            request -> {
              entered.countDown();
              release.await();
              assertThat(request.caller().isThere()).isTrue();
              return HttpResponse.text(200, request.path());
            });
    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send("GET /1 HTTP/1.1\r\nhost: x\r\n\r\n");
      entered.await();
      connection.send("GET /2 HTTP/1.1\r\nhost: x\r\n\r\nGET /3 HTTP/1.1\r\nhost: x\r\n\r\n");
      release.countDown();
      assertThat(connection.receive()).endsWith("/1");
      assertThat(connection.receive()).endsWith("/2");
      assertThat(connection.receive()).endsWith("/3");
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void stoppingLetsRequestsInFlightFinish(HttpClient.Version version) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    HttpServer server =
        start(
            request -> {
              if (request.path().equals("/wait")) {
                entered.countDown();
                release.await();
              }
              return HttpResponse.text(200, "done");
            });
    HttpClient client = client(version);
    client.send(to(server, "/").build(), BodyHandlers.ofString());
    var inFlight = client.sendAsync(to(server, "/wait").build(), BodyHandlers.ofString());
    entered.await();

    Thread stopping = Thread.startVirtualThread(() -> server.stop(Duration.ofSeconds(10)));
    assertThatThrownBy(() -> connectUntilRefused(server.port())).isInstanceOf(IOException.class);
    assertThat(stopping.isAlive()).isTrue();
    release.countDown();

    assertThat(inFlight.get().body()).isEqualTo("done");
    stopping.join();
  }

  private static void connectUntilRefused(int port) throws IOException {
    for (int i = 0; i < 10_000; i++) {
      new RawConnection(port).close();
    }
  }

  @Test
  void stoppingEndsAtItsTimeoutWhateverHandlersDo() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    HttpServer server =
        start(
            request -> {
              entered.countDown();
              release.await();
              return HttpResponse.empty(204);
            });
    var inFlight =
        client(HttpClient.Version.HTTP_2)
            .sendAsync(to(server, "/").build(), BodyHandlers.ofString());
    entered.await();

    long startNanos = System.nanoTime();
    server.stop(Duration.ofMillis(100));

    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(3));
    assertThatThrownBy(inFlight::get).hasCauseInstanceOf(IOException.class);
    release.countDown();
  }
}
