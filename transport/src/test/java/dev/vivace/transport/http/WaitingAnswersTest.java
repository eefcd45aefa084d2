package dev.vivace.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WaitingAnswersTest {

  private static final int MANY = 200;

  @Test
  void largeAnswersAreCountedAndSmallOnesGoAnyway() {
    WaitingAnswers answers = new WaitingAnswers(100_000, Duration.ZERO);

    assertThat(answers.hold(60_000)).isEqualTo(60_000);
    assertThat(answers.hold(60_000)).isEqualTo(WaitingAnswers.REFUSED);
    assertThat(answers.hold(10_000)).isZero();
    answers.release(60_000);
    assertThat(answers.hold(60_000)).isEqualTo(60_000);
  }

  @Test
  void anAnswerLargerThanTheBudgetGoesAlone() {
    WaitingAnswers answers = new WaitingAnswers(100_000, Duration.ZERO);

    long held = answers.hold(1_000_000);

    assertThat(held).isEqualTo(100_000);
    assertThat(answers.hold(20_000)).isEqualTo(WaitingAnswers.REFUSED);
    answers.release(held);
    assertThat(answers.hold(20_000)).isEqualTo(20_000);
  }

  @Test
  @Timeout(60)
  void anAnswerWithoutRoomWaitsForOthersToBeRead() throws Exception {
    WaitingAnswers answers = new WaitingAnswers(100_000, Duration.ofSeconds(50));
    long first = answers.hold(60_000);
    List<FutureTask<Long>> others = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      FutureTask<Long> other = new FutureTask<>(() -> answers.hold(60_000));
      others.add(other);
      Thread waiting = Thread.startVirtualThread(other);
      while (waiting.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
    }

    assertThat(answers.hold(60_000)).as("more than may wait").isEqualTo(WaitingAnswers.REFUSED);
    answers.release(first);
    while (!others.isEmpty()) {
      while (others.stream().noneMatch(FutureTask::isDone)) {
        Thread.onSpinWait();
      }
      FutureTask<Long> next = others.stream().filter(FutureTask::isDone).findAny().orElseThrow();
      others.remove(next);
      assertThat(next.get()).isEqualTo(60_000);
      answers.release(60_000);
    }
  }

  @Test
  @Timeout(60)
  void clientsWhoReadNothingDoNotFillTheHeap() throws Exception {
    byte[] large = new byte[32 << 20];
    HttpServer server =
        HttpServer.start(
            HttpServerConfig.of("test", "test.endpoint", "127.0.0.1", 0).withCompress(false),
            request ->
                request.path().equals("/large")
                    ? HttpResponse.of(200, "application/octet-stream", large)
                    : HttpResponse.text(200, "small"),
            new SimpleMeterRegistry());
    List<Socket> deaf = new ArrayList<>();
    try {
      String status;
      do {
        assertThat(deaf).hasSizeLessThan(MANY);
        deaf.add(ask(server, "/large"));
        status = status(deaf.getLast());
      } while (status.equals("200"));
      assertThat(status).isEqualTo("503");
      deaf.add(ask(server, "/small"));
      assertThat(status(deaf.getLast())).isEqualTo("200");
    } finally {
      deaf.forEach(WaitingAnswersTest::close);
      server.stop(Duration.ZERO);
    }
  }

  private static Socket ask(HttpServer server, String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: deaf\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /// The status of the answer; the rest of it is left unread.
  private static String status(Socket socket) throws IOException {
    byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    return new String(start, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
