package dev.vivace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return new Main(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of())
        .run(List.of(arguments));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String file(String yaml) throws IOException {
    return Files.writeString(folder.resolve("vivace.yaml"), yaml).toString();
  }

  @Test
  void versionNamesTheBuildAndTheInterfaces() {
    assertThat(run("--version")).isEqualTo(Main.DONE);
    assertThat(out()).startsWith("vivace 0.").contains("Tempo 3.0.3").doesNotContain("${");
  }

  @Test
  void helpListsEverySetting() {
    assertThat(run("-h")).isEqualTo(Main.DONE);
    assertThat(out()).contains("--config.verify").contains("--server.http_listen_port=3200");
  }

  @Test
  void verifyAcceptsAValidFileAndShowsItsWarnings() throws IOException {
    assertThat(run("--config.verify", "--config.file", file("memberlist: {}")))
        .isEqualTo(Main.DONE);
    assertThat(out()).isEqualTo("The configuration is valid.\n");
    assertThat(err())
        .isEqualTo(
            "warning: vivace.yaml:1: memberlist has no effect: the single process has no ring\n");
  }

  @Test
  void verifyShowsEveryProblem() throws IOException {
    String file = file("a: 1\nserver: {http_listen_port: x}");
    assertThat(run("--config.verify", "--config.file=" + file)).isEqualTo(Main.REFUSED);
    assertThat(err().lines())
        .containsExactly(
            "error: vivace.yaml:1: a: unknown key",
            "error: vivace.yaml:2: server.http_listen_port: found 'x', expected a whole number");
  }

  @Test
  void aWrongConfigurationDoesNotStart() {
    assertThat(run("--server.http-listen-port=x")).isEqualTo(Main.REFUSED);
    assertThat(err()).startsWith("error: flag --server.http-listen-port: ");
  }

  @Test
  void aTakenPortIsOneSentence() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("--server.http-listen-port=" + taken.getLocalPort())).isEqualTo(Main.FAILED);
      assertThat(err())
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("server.http_listen_port")
          .contains("in use");
      assertThat(err().lines().filter(line -> line.startsWith("error:"))).hasSize(1);
    }
  }

  @Test
  void healthSaysThatNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThat(run("--health", "--server.http-listen-port=" + port)).isEqualTo(Main.REFUSED);
    assertThat(err()).contains("http://127.0.0.1:" + port + "/ready does not answer");
  }
}
