package dev.vivace.integration.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// One run of `vivace-cli audit`: a program of its own, which knows servers from outside alone. Its
/// journal outlives it, and the servers that it speaks to.
public final class AuditorProcess implements AutoCloseable {
  private static final Duration END_DEADLINE = Duration.ofSeconds(60);
  private static final Duration CHECK_DEADLINE = Duration.ofMinutes(30);

  private final Process process;
  private final Path journal;
  private final Path output;
  private final Path log;

  private AuditorProcess(Process process, Path journal, Path output, Path log) {
    this.process = process;
    this.journal = journal;
    this.output = output;
    this.log = log;
  }

  /// How a run ended: its exit code, its report, and what it logged.
  public record Result(int exitCode, JsonNode report, String log) {
    public long acknowledged() {
      return report.path("figures").path("requests acknowledged").asLong();
    }

    public long unknown() {
      return report.path("figures").path("requests unknown").asLong();
    }

    @Override
    public String toString() {
      return "exit code %d, report%n%s%nlog%n%s".formatted(exitCode, report.toPrettyString(), log);
    }
  }

  /// Starts `audit write` or `audit run`, which go on until they are ended.
  public static AuditorProcess start(
      String command, VivaceProcess server, Path journal, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.add("--otlp-grpc=" + server.otlpGrpc());
    arguments.add("--otlp-http=" + server.otlpHttp());
    if (command.equals("run")) {
      arguments.add("--api=" + server.http());
    }
    arguments.addAll(List.of(more));
    return launch(command, journal, arguments);
  }

  /// Runs `audit check` to its end.
  public static Result check(VivaceProcess server, Path journal, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--api=" + server.http()));
    arguments.addAll(List.of(more));
    try (AuditorProcess check = launch("check", journal, arguments)) {
      return check.await(CHECK_DEADLINE);
    }
  }

  private static AuditorProcess launch(String command, Path journal, List<String> more) {
    List<String> words = new ArrayList<>();
    words.add(TestRun.root().resolve("vivace-cli").toString());
    words.addAll(List.of("audit", command, "--json", "--journal=" + journal));
    words.addAll(more);
    try {
      Path folder = journal.toAbsolutePath().getParent();
      Path output = Files.createTempFile(folder, "audit-", ".json");
      Path log = Files.createTempFile(folder, "audit-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(words).redirectOutput(output.toFile()).redirectError(log.toFile());
      builder.environment().put("VIVACE_SKIP_BUILD", "1");
      return new AuditorProcess(builder.start(), journal, output, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + words, e);
    }
  }

  /// How many requests the journal says were acknowledged.
  public long acknowledged() {
    if (!process.isAlive()) {
      throw new IllegalStateException("the auditor ended: " + result());
    }
    if (!Files.exists(journal)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(journal)) {
      return lines.filter(line -> line.contains(" acknowledged ")).count();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + journal, e);
    }
  }

  /// Asks it to end, and waits for that.
  public Result end() {
    process.destroy();
    return await(END_DEADLINE);
  }

  private Result await(Duration deadline) {
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the auditor has not ended after " + deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the auditor was at work", e);
    }
    return result();
  }

  private Result result() {
    try {
      JsonNode report = JsonMapper.builder().build().readTree(Files.readString(output));
      return new Result(process.exitValue(), report, Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read what the auditor printed", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
