package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigPrinterTest {

  @TempDir Path folder;

  private VivaceConfig load(Path file) {
    Problems problems = new Problems();
    VivaceConfig config =
        new ConfigLoader(Map.of(), problems)
            .load(CommandLine.parse(List.of("--config.file=" + file), problems));
    assertThat(problems.errors()).isEmpty();
    assertThat(problems.warnings()).isEmpty();
    return config;
  }

  private static Path corpus(String name) throws URISyntaxException {
    return Path.of(ConfigPrinterTest.class.getResource("/config/" + name).toURI());
  }

  @Test
  void whatIsPrintedCanBeReadAgain() throws IOException {
    String yaml = ConfigPrinter.yaml(VivaceConfig.defaults());
    assertThat(load(Files.writeString(folder.resolve("printed.yaml"), yaml)))
        .isEqualTo(VivaceConfig.defaults());
  }

  @Test
  void everyLimitSurvivesPrintingAndSecretsDoNot() throws IOException, URISyntaxException {
    VivaceConfig config = load(corpus("every-limit.yaml"));
    String yaml = ConfigPrinter.yaml(config);
    assertThat(yaml).contains("Authorization: '********'").doesNotContain("canary");
    assertThat(config.toString()).doesNotContain("canary");
    VivaceConfig again = load(Files.writeString(folder.resolve("printed.yaml"), yaml));
    assertThat(ConfigPrinter.yaml(again)).isEqualTo(yaml);
  }

  @Test
  void theDifferenceHoldsWhatWasChangedAndNothingElse() throws URISyntaxException {
    VivaceConfig config = load(corpus("first-day-keys.yaml"));
    String difference = ConfigPrinter.difference(config, VivaceConfig.defaults());
    assertThat(difference)
        .contains("http_listen_port: 3201")
        .contains("endpoint: 0.0.0.0:14317")
        .contains("max_bytes_per_trace: 64MiB")
        .doesNotContain("backend")
        .doesNotContain("live_store");
    assertThat(ConfigPrinter.difference(config, config)).isEqualTo("{}\n");
  }

  @Test
  void theDefaultsAreListedByPath() {
    assertThat(ConfigPrinter.defaultsByPath().lines())
        .contains("  --server.http_listen_port=3200", "  --live_store.max_block_bytes=256MiB");
  }
}
