package dev.vivace.integration.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The servers of a test (or, as a static extension, of a class of tests): each in a temporary
/// folder, all ended afterwards. When a test fails their logs are shown and the folders are kept.
public final class Servers implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final int SHOWN_LOG_CHARACTERS = 20_000;

  private final List<VivaceProcess> started = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private boolean ofClass;
  private boolean failed;

  /// A server in a folder of its own.
  public VivaceProcess start(Settings settings) {
    return start(newFolder(), settings);
  }

  /// A server on the data that an earlier one left in the folder.
  public VivaceProcess start(Path folder, Settings settings) {
    return own(VivaceProcess.start(folder, settings));
  }

  /// Ends a server with the test that it was started for.
  public VivaceProcess own(VivaceProcess server) {
    started.add(server);
    return server;
  }

  public Path newFolder() {
    try {
      Path parent = TestRun.root().resolve("integration-tests/target/servers");
      Path folder = Files.createTempDirectory(Files.createDirectories(parent), "");
      folders.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for a server", e);
    }
  }

  /// A configuration file with this text.
  public Path configuration(String yaml) {
    Path file = newFolder().resolve("vivace.yaml");
    try {
      return Files.writeString(file, yaml);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ofClass = true;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isPresent()) {
      failed = true;
      show(context.getDisplayName());
    }
    if (!ofClass) {
      end();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end();
  }

  private void show(String test) {
    for (VivaceProcess server : started) {
      String log = server.log();
      System.err.printf(
          "--- %s failed; log of server %d (%s):%n%s%n--- end of log%n",
          test,
          server.handle().pid(),
          server.isAlive() ? "running" : "ended",
          log.substring(Math.max(0, log.length() - SHOWN_LOG_CHARACTERS)));
    }
    System.err.println("--- folders kept: " + folders);
  }

  private void end() {
    started.forEach(VivaceProcess::close);
    started.clear();
    if (!failed) {
      folders.forEach(Servers::delete);
    }
    folders.clear();
  }

  private static void delete(Path folder) {
    try (Stream<Path> below = Files.walk(folder)) {
      for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
