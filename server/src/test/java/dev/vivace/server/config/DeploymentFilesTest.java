package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/// The image, the compose file and the ready configurations agree with each other and with the
/// program, as far as that can be seen without running them.
class DeploymentFilesTest {

  private static final Path ROOT = Path.of("..");

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  private static VivaceConfig imageConfig() {
    Problems problems = new Problems();
    VivaceConfig config =
        new ConfigLoader(Map.of(), problems)
            .load(
                CommandLine.parse(
                    List.of("--config.file=" + ROOT.resolve("config/vivace.yaml")), problems));
    assertThat(problems.errors()).isEmpty();
    assertThat(problems.warnings()).isEmpty();
    return config;
  }

  /// The values at a path of keys; `*` goes through every element.
  private static List<Object> values(Object tree, String path) {
    List<Object> found = List.of(tree);
    for (String key : path.split("/", -1)) {
      List<Object> next = new ArrayList<>();
      for (Object node : found) {
        if (node instanceof Map<?, ?> map) {
          map.forEach(
              (k, v) -> {
                if (key.equals("*") || key.equals(k)) {
                  next.add(v);
                }
              });
        } else if (node instanceof List<?> list && key.equals("*")) {
          next.addAll(list);
        }
      }
      found = next;
    }
    return found;
  }

  private static List<String> matches(String text, String regex) {
    return Pattern.compile(regex).matcher(text).results().map(result -> result.group(1)).toList();
  }

  @Test
  void theImagesConfigurationListensForTheContainersNetwork() {
    VivaceConfig config = imageConfig();
    assertThat(
            List.of(
                config.server().httpEndpoint(),
                config.server().grpcEndpoint(),
                config.distributor().receivers().otlpGrpc().endpoint(),
                config.distributor().receivers().otlpHttp().endpoint()))
        .containsExactly(
            new Endpoint("0.0.0.0", 3200),
            new Endpoint("0.0.0.0", 9095),
            new Endpoint("0.0.0.0", 4317),
            new Endpoint("0.0.0.0", 4318));
  }

  @Test
  void theImageExposesThePortsOfItsConfiguration() throws IOException {
    assertThat(read("Dockerfile")).contains("EXPOSE 3200 9095 4317 4318");
  }

  @Test
  void theComposeFilePublishesPortsThatAreListenedOnAndMountsFilesThatExist() throws IOException {
    Object compose = new Yaml().load(read("docker-compose.yml"));
    assertThat(values(compose, "services/vivace/ports/*"))
        .containsExactly("127.0.0.1:3200:3200", "127.0.0.1:4317:4317", "127.0.0.1:4318:4318");
    List<Object> volumes = values(compose, "services/*/volumes/*");
    List<String> mounted =
        volumes.stream()
            .map(Object::toString)
            .filter(volume -> volume.startsWith("./"))
            .map(volume -> volume.substring(0, volume.indexOf(':')))
            .toList();
    assertThat(mounted).hasSize(3).allMatch(file -> Files.exists(ROOT.resolve(file)));
  }

  @Test
  void theDataOfTheImageLiesInItsVolume() throws IOException {
    StorageConfig.TraceStorageConfig storage = imageConfig().storage().trace();
    assertThat(read("Dockerfile")).contains("VOLUME /var/vivace\n");
    assertThat(values(new Yaml().load(read("docker-compose.yml")), "services/vivace/volumes/*"))
        .contains("vivace-data:/var/vivace");
    assertThat(List.of(storage.local().path(), storage.wal().path()))
        .allMatch(path -> path.startsWith("/var/vivace"));
  }

  @Test
  void prometheusAndGrafanaAskThePortsThatAreThere() throws IOException {
    Object prometheus = new Yaml().load(read("config/prometheus.yml"));
    assertThat(values(prometheus, "scrape_configs/*/static_configs/*/targets/*"))
        .containsExactly("vivace:3200");
    Object grafana = new Yaml().load(read("config/grafana/provisioning/datasources/vivace.yaml"));
    assertThat(values(grafana, "datasources/*/type")).containsExactly("tempo", "prometheus");
    assertThat(values(grafana, "datasources/*/url"))
        .containsExactly("http://vivace:3200", "http://prometheus:9090");
    assertThat(
            ((Map<?, ?>) values(new Yaml().load(read("docker-compose.yml")), "services").getFirst())
                .keySet())
        .isEqualTo(Set.of("vivace", "prometheus", "grafana"));
  }

  @Test
  void theDockerfileCopiesOnlyWhatExists() throws IOException {
    List<String> sources = matches(read("Dockerfile"), "(?m)^COPY (?!--from)(\\S+) ");
    List<String> copied = matches(read("Dockerfile"), "((?:scripts|config)/[a-z.]+) ");
    assertThat(sources).contains("config/vivace.yaml");
    assertThat(copied).contains("config/jvm.options", "scripts/jvm.sh", "scripts/container.sh");
    assertThat(copied).allMatch(file -> Files.exists(ROOT.resolve(file)));
  }

  @Test
  void everySettingIsDocumentedWithItsDefault() throws IOException {
    String page = read("docs/configuration.md");
    assertThat(ConfigPrinter.defaultsByPath().lines())
        .allSatisfy(
            line -> {
              String[] setting = line.strip().substring(2).split("=", 2);
              String shown = setting[1].isEmpty() ? "empty" : "`" + setting[1] + "`";
              assertThat(page).contains("| `" + setting[0] + "` | " + shown + " | ");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "docs/operations.md"})
  void linksLeadToFilesThatExist(String page) throws IOException {
    Matcher links = Pattern.compile("\\]\\(([^)]+)\\)").matcher(read(page));
    while (links.find()) {
      String target = links.group(1);
      if (!target.startsWith("http")) {
        assertThat(ROOT.resolve(page).resolveSibling(target)).exists();
      }
    }
  }
}
