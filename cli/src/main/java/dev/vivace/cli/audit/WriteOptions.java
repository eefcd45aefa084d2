package dev.vivace.cli.audit;

import dev.vivace.cli.journal.Journal;
import dev.vivace.cli.journal.JournalHeader;
import dev.vivace.cli.journal.JournalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of the commands that write.
final class WriteOptions {
  @Option(
      names = "--journal",
      required = true,
      description = "the file that keeps what became of each request; an old one is continued")
  private Path journal = Path.of("audit.journal");

  @Option(
      names = "--seed",
      description = "what the content follows from; random, or that of an old journal")
  private @Nullable Long seed;

  @Option(
      names = "--tenant",
      split = ",",
      description = "tenants (X-Scope-OrgID), to which traces go in turn; none by default")
  private List<String> tenants = List.of("");

  @Option(
      names = "--otlp-grpc",
      defaultValue = "127.0.0.1:4317",
      description = "host:port of OTLP over gRPC; default ${DEFAULT-VALUE}, empty: not used")
  private String otlpGrpc = "";

  @Option(
      names = "--otlp-http",
      defaultValue = "",
      description = "URL of OTLP over HTTP, such as http://127.0.0.1:4318; it takes a quarter")
  private String otlpHttp = "";

  @Option(
      names = "--rate",
      defaultValue = "50",
      description = "traces a second, up to 10,000; default ${DEFAULT-VALUE}")
  private double rate = 50;

  @Option(
      names = "--duration",
      converter = Durations.class,
      description = "how long to write, such as 10m; until SIGTERM by default")
  private @Nullable Duration duration;

  @Option(names = "--count", description = "how many traces to write; no bound by default")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--in-flight",
      defaultValue = "64",
      description = "requests without answer at a time, up to 10,000; default ${DEFAULT-VALUE}")
  private int inFlight = 64;

  @Option(
      names = "--retry-for",
      defaultValue = "60s",
      converter = Durations.class,
      description = "how long a request is sent again; default ${DEFAULT-VALUE}")
  private Duration retryFor = Duration.ofSeconds(60);

  private static final double MAX_RATE = 10_000;
  private static final int MAX_IN_FLIGHT = 10_000;

  void check() {
    require(rate > 0 && rate <= MAX_RATE, "--rate: %s (expected: above 0, up to 10,000)", rate);
    require(
        inFlight > 0 && inFlight <= MAX_IN_FLIGHT,
        "--in-flight: %s (expected: 1 to 10,000)",
        inFlight);
    require(count > 0, "--count: %s (expected: above 0)", count);
    require(
        !otlpGrpc.isEmpty() || !otlpHttp.isEmpty(),
        "neither --otlp-grpc nor --otlp-http (expected: at least one)%s",
        "");
  }

  private static void require(boolean holds, String message, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(value));
    }
  }

  /// Opens the journal: a new one with these options, or an old one, which fixes seed and tenants.
  Journal openJournal() {
    JournalHeader header =
        isNew()
            ? new JournalHeader(seed == null ? randomSeed() : seed, tenants)
            : given(new JournalReader(journal).header());
    return Journal.open(
        journal, header, Duration.ofNanos(Math.round(1e9 / rate)), InstantSource.system());
  }

  private boolean isNew() {
    try {
      return !Files.exists(journal) || Files.size(journal) == 0;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + journal, e);
    }
  }

  private JournalHeader given(JournalHeader old) {
    return new JournalHeader(
        seed == null ? old.seed() : seed, tenants.equals(List.of("")) ? old.tenants() : tenants);
  }

  private static long randomSeed() {
    return new SecureRandom().nextLong() >>> 1;
  }

  Writer.Limits limits() {
    return new Writer.Limits(count, duration, inFlight, retryFor);
  }

  String otlpGrpc() {
    return otlpGrpc;
  }

  @Nullable URI otlpHttp() {
    return otlpHttp.isEmpty() ? null : URI.create(otlpHttp);
  }
}
