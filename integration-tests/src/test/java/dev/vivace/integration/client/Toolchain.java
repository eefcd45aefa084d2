package dev.vivace.integration.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The tool chains that the clients need. One that is missing or too old is a failure with a
/// sentence that says what to install: a test that skips itself proves nothing.
public final class Toolchain {
  private static final Duration INSTALL_DEADLINE = Duration.ofMinutes(20);
  private static final Duration VERSION_DEADLINE = Duration.ofSeconds(30);
  private static final String COPY_JARS =
      "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies";
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

  private Toolchain() {}

  /// A virtual environment of Python with the packages that a requirements file pins.
  public static Path python(Path requirements) {
    need("Python 3.10 or newer with venv (package python3-venv)", 3, 10, "python3", "--version");
    return Installation.of(
        "python",
        read(requirements),
        folder -> {
          Path environment = folder.resolve("venv");
          install(folder, "python3", "-m", "venv", environment.toString());
          install(
              folder,
              environment.resolve("bin/pip").toString(),
              "install",
              "--quiet",
              "--disable-pip-version-check",
              "--requirement",
              requirements.toString());
        });
  }

  /// A folder with the `node_modules` that a package file pins.
  public static Path node(Path packageFile) {
    need("Node.js 20 or newer with npm", 20, 0, "node", "--version");
    return Installation.of(
        "node",
        read(packageFile),
        folder -> {
          copy(packageFile, folder.resolve("package.json"));
          install(
              folder, "npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent");
        });
  }

  /// The program that `go install` builds from a module at a version.
  public static Path go(String module, String version) {
    need("Go 1.25 or newer", 1, 25, "go", "version");
    String name = module.substring(module.lastIndexOf('/') + 1);
    return Installation.of(
            name,
            module + "@" + version,
            folder ->
                Command.run(
                    folder,
                    Map.of("GOBIN", folder.toString()),
                    INSTALL_DEADLINE,
                    List.of("go", "install", module + "@" + version)))
        .resolve(name);
  }

  /// A folder with the jars that a file of Maven's pins, apart from all other class paths.
  public static Path java(Path projectFile) {
    return Installation.of(
            "java",
            read(projectFile),
            folder ->
                install(
                    folder,
                    "mvn",
                    "--batch-mode",
                    "--quiet",
                    "--file",
                    projectFile.toString(),
                    COPY_JARS,
                    "-DoutputDirectory=" + folder.resolve("lib")))
        .resolve("lib");
  }

  private static void need(String what, int major, int minor, String... question) {
    String answer;
    try {
      answer = Command.run(Path.of("."), Map.of(), VERSION_DEADLINE, List.of(question));
    } catch (UncheckedIOException e) {
      throw new IllegalStateException(
          "this test needs " + what + "; " + question[0] + " is not on the PATH", e);
    }
    Matcher version = VERSION.matcher(answer);
    if (!version.find() || isOlder(version, major, minor)) {
      throw new IllegalStateException("this test needs " + what + "; found: " + answer.strip());
    }
  }

  private static boolean isOlder(Matcher version, int major, int minor) {
    int foundMajor = Integer.parseInt(version.group(1));
    int foundMinor = Integer.parseInt(version.group(2));
    return foundMajor < major || (foundMajor == major && foundMinor < minor);
  }

  private static void install(Path folder, String... words) {
    Command.run(folder, Map.of(), INSTALL_DEADLINE, List.of(words));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private static void copy(Path source, Path target) {
    try {
      Files.copy(source, target);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy " + source, e);
    }
  }
}
