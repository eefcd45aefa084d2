package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @ParameterizedTest(name = "{0} is {1} ms, shown as {2}")
  @CsvSource({
    "0, 0, 0s",
    "1h30m, 5400000, 1h30m",
    "500ms, 500, 500ms",
    "1.5s, 1500, 1s500ms",
    "336h0m0s, 1209600000, 336h",
    "7d, 604800000, 168h",
    "90s, 90000, 1m30s",
  })
  void readsAndShowsDurations(String text, long millis, String shown) {
    Duration duration = GoDuration.parse(text);
    assertThat(duration).isEqualTo(Duration.ofMillis(millis));
    assertThat(GoDuration.format(duration)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-1s", "1", "s", "1x", "1h-5m", "1..5s", "99999999999h"})
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0} is {1} bytes, shown as {2}")
  @CsvSource({
    "0, 0, 0",
    "30_000_000, 30000000, 30000000",
    "64MiB, 67108864, 64MiB",
    "64 mib, 67108864, 64MiB",
    "1.5KB, 1500, 1500",
    "5e9, 5000000000, 5000000000",
    "1GiB, 1073741824, 1GiB",
  })
  void readsAndShowsSizes(String text, long bytes, String shown) {
    assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    assertThat(ByteSize.parse(text)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5", "1 megs", "1e30", "0x10"})
  void refusesWhatIsNoSize(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest(name = "{0} is {1} port {2}")
  @CsvSource({
    "localhost:4317, localhost, 4317",
    ":4317, 0.0.0.0, 4317",
    "[::1]:4317, ::1, 4317",
    "0.0.0.0:0, 0.0.0.0, 0",
  })
  void readsEndpoints(String text, String host, int port) {
    assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "4317", "localhost", "::1:4317", "a:b", "a:70000", "a:"})
  void refusesWhatIsNoEndpoint(String text) {
    assertThatThrownBy(() -> Endpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSwapOfTwoLettersIsOneChange() {
    assertThat(Suggestion.distance("prot", "port")).isEqualTo(1);
    assertThat(Suggestion.nearest("targte", List.of("target", "server"))).contains("target");
    assertThat(Suggestion.nearest("colour", List.of("target", "server"))).isEmpty();
  }

  @Test
  void aSecretShowsItselfNowhere() {
    assertThat(new Secret("canary")).hasToString("********");
  }
}
