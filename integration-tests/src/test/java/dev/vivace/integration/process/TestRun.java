package dev.vivace.integration.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What holds for the whole run of the tests: where the repository is, what is tested, the seed.
public final class TestRun {
  private static final long SEED = readSeed();

  private TestRun() {}

  /// The repository's root: the folder that holds `.mvn`.
  public static Path root() {
    Path folder = Path.of(System.getProperty("vivace.root", ".")).toAbsolutePath().normalize();
    while (!Files.isDirectory(folder.resolve(".mvn"))) {
      if (folder.getParent() == null) {
        throw new IllegalStateException(
            "no folder above the working directory holds .mvn; set -Dvivace.root=REPOSITORY");
      }
      folder = folder.getParent();
    }
    return folder;
  }

  /// The program under test with its arguments: the script at the root, or what `-Dvivace.command`
  /// says.
  public static List<String> command(String... arguments) {
    String given = System.getProperty("vivace.command", "");
    Path command = given.isEmpty() ? root().resolve("vivace") : Path.of(given);
    if (!Files.isExecutable(command)) {
      throw new IllegalStateException(command + " is missing or not executable: build it first");
    }
    List<String> words = new ArrayList<>(List.of(command.toString()));
    words.addAll(List.of(arguments));
    return words;
  }

  /// The seed of the run's random choices; a test that uses it prints it.
  public static long seed() {
    return SEED;
  }

  /// How often something is repeated, from a system property.
  public static int count(String property, int byDefault) {
    return Integer.getInteger(property, byDefault);
  }

  /// A file of the tests' resources, in the source tree.
  public static Path resource(String name) {
    return root().resolve("integration-tests/src/test/resources").resolve(name);
  }

  private static long readSeed() {
    String given = System.getProperty("vivace.seed", "");
    return given.isEmpty() ? System.nanoTime() : Long.parseLong(given);
  }
}
