package dev.vivace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each file of the corpus says in its own comments what must be reported about it.
class ConfigCorpusTest {

  static Stream<Path> files() throws IOException, URISyntaxException {
    Path folder = Path.of(ConfigCorpusTest.class.getResource("/config").toURI());
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void saysExactlyWhatIsWrong(Path file) throws IOException {
    Problems problems = new Problems();
    ConfigLoader loader = new ConfigLoader(Map.of("PORT", "3333", "EMPTY", ""), problems);
    loader.load(CommandLine.parse(List.of("--config.file=" + file), problems));
    assertThat(problems.errors()).containsExactlyInAnyOrderElementsOf(expected(file, "# error: "));
    assertThat(problems.warnings())
        .containsExactlyInAnyOrderElementsOf(expected(file, "# warning: "));
  }

  private static List<String> expected(Path file, String mark) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }
}
