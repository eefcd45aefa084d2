package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.process.TestRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The grammar of Grafana's query editor accepts what Vivace accepts, save for the differences that
/// the page on TraceQL lists. Queries are those of the language's own tests, and random ones.
@Tag("client")
class QueryEditorIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final Path EDITOR = TestRun.resource("clients/editor");
  private static final Path TRACEQL = TestRun.root().resolve("traceql");
  private static final int RANDOM_QUERIES = 4_000;

  /// A construct that the editor refuses.
  private record Difference(String name, Pattern pattern) {
    boolean explains(Verdict verdict) {
      return pattern
          .matcher(verdict.query)
          .results()
          .anyMatch(
              match -> {
                int group = match.groupCount();
                return match.start(group) <= verdict.error && verdict.error <= match.end(group);
              });
    }
  }

  /// What the editor's grammar says of a query: where its first error is, or -1.
  private record Verdict(String query, int error) {}

  @TempDir private static Path folder;
  private static List<Difference> differences;
  private static List<Verdict> ofTests;
  private static List<Verdict> ofRandomQueries;

  @BeforeAll
  static void askTheGrammar() {
    differences =
        lines(EDITOR.resolve("differences.txt"))
            .filter(line -> !line.startsWith("#"))
            .map(row -> row.split("\t"))
            .map(row -> new Difference(row[0], Pattern.compile(row[1], Pattern.DOTALL)))
            .toList();
    ofTests =
        verdicts(
            Stream.of(column("valid.txt", 0), column("worked-examples.txt", 1))
                .flatMap(List::stream)
                .toList());
    ofRandomQueries = verdicts(randomQueries());
  }

  @Test
  void refusesNoQueryOfTheLanguagesTestsForAnotherReason() {
    assertThat(unexplained(ofTests)).isEmpty();
  }

  @Test
  void refusesNoRandomQueryForAnotherReason() {
    assertThat(unexplained(ofRandomQueries)).as("seed %d", TestRun.seed()).isEmpty();
  }

  @Test
  void acceptsMostQueries() {
    assertThat(ofTests).filteredOn(verdict -> verdict.error < 0).hasSizeGreaterThan(200);
  }

  @Test
  void everyListedDifferenceIsThere() {
    assertThat(differences)
        .allSatisfy(
            difference ->
                assertThat(ofTests)
                    .as(difference.name)
                    .anyMatch(verdict -> verdict.error >= 0 && difference.explains(verdict)));
  }

  @Test
  void thePageOnTheLanguageListsTheDifferencesWithExamples() {
    List<String[]> rows = rowsOfThePage();
    List<String> examples = rows.stream().map(row -> row[2].strip()).toList();

    assertThat(rows)
        .extracting(row -> row[1].strip())
        .containsExactlyElementsOf(differences.stream().map(Difference::name).toList());
    assertThat(examples)
        .zipSatisfy(
            differences,
            (example, difference) ->
                assertThat(ofTests)
                    .as("%s, tested and refused for that", example)
                    .anyMatch(
                        verdict ->
                            example.equals("`" + verdict.query + "`")
                                && verdict.error >= 0
                                && difference.explains(verdict)));
  }

  /// Of the table under "Query editor"; a bar inside a cell is written as `\|`.
  private static List<String[]> rowsOfThePage() {
    return lines(TestRun.root().resolve("docs/traceql.md"))
        .dropWhile(line -> !line.equals("## Query editor"))
        .dropWhile(line -> !line.startsWith("| ---"))
        .skip(1)
        .takeWhile(line -> line.startsWith("|"))
        .map(
            line ->
                Arrays.stream(line.split("(?<!\\\\)\\|"))
                    .map(cell -> cell.replace("\\|", "|"))
                    .toArray(String[]::new))
        .toList();
  }

  private static List<Verdict> unexplained(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.error >= 0)
        .filter(verdict -> differences.stream().noneMatch(one -> one.explains(verdict)))
        .toList();
  }

  private static List<Verdict> verdicts(List<String> queries) {
    Path modules = Toolchain.node(EDITOR.resolve("package.json")).resolve("node_modules");
    Path file = folder.resolve("queries");
    write(file, String.join("\0", queries) + "\0");
    String printed =
        Command.run(
            EDITOR,
            Map.of("NODE_PATH", modules.toString()),
            DEADLINE,
            List.of("node", "accepts.js", file.toString()));
    List<String> errors = printed.lines().toList();
    assertThat(errors).hasSameSizeAs(queries);
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < errors.size(); i++) {
      verdicts.add(new Verdict(queries.get(i), Integer.parseInt(errors.get(i))));
    }
    return verdicts;
  }

  private static List<String> column(String corpus, int index) {
    return lines(TRACEQL.resolve("src/test/resources/dev/vivace/traceql").resolve(corpus))
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", -1)[index])
        .toList();
  }

  /// Made by the language's own generator, a program in its jar of tests.
  private static List<String> randomQueries() {
    Path file = folder.resolve("random");
    Path libraries = TestRun.root().resolve("server/target/lib");
    Command.run(
        folder,
        Map.of(),
        DEADLINE,
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-classpath",
            testJar() + ":" + libraries + "/*",
            "dev.vivace.traceql.PrintQueries",
            Long.toString(TestRun.seed()),
            Integer.toString(RANDOM_QUERIES),
            file.toString()));
    return List.of(read(file).split("\0"));
  }

  private static Path testJar() {
    try (Stream<Path> jars = Files.list(TRACEQL.resolve("target"))) {
      return jars.filter(jar -> jar.toString().endsWith("-tests.jar"))
          .findFirst()
          .orElseThrow(
              () -> new IllegalStateException("traceql/target has no tests.jar: build it first"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for the jar of the language's tests", e);
    }
  }

  private static Stream<String> lines(Path file) {
    return read(file).lines();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
