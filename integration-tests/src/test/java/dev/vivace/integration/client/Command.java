package dev.vivace.integration.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program with its environment and working folder, and what it wrote. Run to its end, or started
/// and closed later.
public final class Command implements AutoCloseable {
  private static final Duration END_DEADLINE = Duration.ofSeconds(15);

  private final List<String> words;
  private final Process process;
  private final Path output;

  private Command(List<String> words, Process process, Path output) {
    this.words = words;
    this.process = process;
    this.output = output;
  }

  /// Starts a program whose output goes to a temporary file.
  public static Command start(Path folder, Map<String, String> environment, List<String> words) {
    try {
      Path output = Files.createTempFile("vivace-test-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      return new Command(words, builder.start(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + words.getFirst() + " in " + folder, e);
    }
  }

  /// Runs a program to its end and returns what it wrote; fails unless it ends well and in time.
  public static String run(
      Path folder, Map<String, String> environment, Duration deadline, List<String> words) {
    try (Command command = start(folder, environment, words)) {
      int exitCode = command.awaitExit(deadline);
      if (exitCode != 0) {
        throw command.failure("ended with exit code " + exitCode);
      }
      return command.output();
    }
  }

  /// Asks the program to end (SIGTERM) and waits until it has.
  public void stop() {
    process.destroy();
    if (!awaitEnd(END_DEADLINE)) {
      throw failure("still runs " + END_DEADLINE + " after SIGTERM");
    }
  }

  /// Waits for the end of the program, fails if it does not come in time, and returns its exit
  /// code.
  public int awaitExit(Duration deadline) {
    if (!awaitEnd(deadline)) {
      throw failure("still runs after " + deadline);
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /// What it wrote so far; what is no UTF-8 is replaced.
  public String output() {
    try {
      return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what " + words.getFirst() + " wrote", e);
    }
  }

  public IllegalStateException failure(String what) {
    return new IllegalStateException(
        "%s %s. It wrote:%n%s".formatted(String.join(" ", words), what, output()));
  }

  private boolean awaitEnd(Duration deadline) {
    try {
      return process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + words.getFirst(), e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    awaitEnd(END_DEADLINE);
    try {
      Files.deleteIfExists(output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + output, e);
    }
  }
}
