package dev.vivace.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivace.server.config.StorageConfig.WalConfig;
import dev.vivace.server.config.StorageConfig.WalCorruption;
import dev.vivace.server.config.StorageConfig.WalSync;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Listener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BannerTest {

  private record Port(String protocol, InetSocketAddress address) implements Listener {

    @Override
    public String name() {
      return protocol;
    }

    @Override
    public void start() {}

    @Override
    public void stop(Duration timeout) {}
  }

  private static final List<Listener> LISTENERS =
      List.of(
          new Port("HTTP API", new InetSocketAddress("0.0.0.0", 3200)),
          new Port(
              "OTLP over HTTP", new InetSocketAddress(InetAddress.getLoopbackAddress(), 4318)));

  @Test
  void theLineToTrySendsASpanThatAShellAndAJsonParserUnderstand() throws Exception {
    String line =
        Banner.lines(VivaceConfig.defaults(), LISTENERS, "0.1.0", Duration.ZERO).getLast();
    String arguments = runWithEcho(line.substring("Try: ".length()));
    assertThat(arguments.lines())
        .contains(
            "http://localhost:4318/v1/traces",
            "http://127.0.0.1:3200/api/v2/traces/0af7651916cd43dd8448eb211c80319c");
    String body = arguments.lines().filter(l -> l.startsWith("{")).findFirst().orElseThrow();
    JsonNode span = new ObjectMapper().readTree(body).at("/resourceSpans/0/scopeSpans/0/spans/0");
    assertThat(span.get("traceId").asText()).hasSize(32);
    assertThat(span.get("startTimeUnixNano").asText()).matches("[0-9]{19}");
  }

  @Test
  void theLimitsThatFollowTheHeapAreNamed() {
    long heapMebibytes = Runtime.getRuntime().maxMemory() >> 20;

    assertThat(Banner.lines(VivaceConfig.defaults(), LISTENERS, "0.1.0", Duration.ZERO))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("heap %,d MiB".formatted(heapMebibytes))
                    .containsPattern("recent spans [1-9][0-9,]* MiB")
                    .containsPattern("largest request [1-9][0-9]* MiB"));
  }

  /// Runs a command with a `curl` that prints its arguments, one a line.
  private static String runWithEcho(String command) throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-c", "curl() { printf '%s\\n' \"$@\"; }; " + command).start();
    String out = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).isZero();
    return out;
  }

  @ParameterizedTest
  @CsvSource({
    "GROUP, on disk: they survive a crash of the process and of the machine",
    "INTERVAL, may lose the last 1000 ms",
    "NONE, not a crash of the machine",
  })
  void saysWhatAnAcknowledgementMeans(WalSync sync, String promise) {
    WalConfig wal =
        new WalConfig(Path.of("wal"), sync, Duration.ofSeconds(1), WalCorruption.ISOLATE);
    assertThat(Banner.acknowledgement(wal)).contains(promise);
  }
}
