package dev.vivace.cli.audit;

import dev.vivace.cli.check.Auditor;
import dev.vivace.cli.check.Report;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.JournalHeader;
import dev.vivace.cli.journal.JournalReader;
import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import dev.vivace.cli.wire.QueryApi;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `audit check`: compares what a server answers with a journal.
@Command(
    name = "check",
    description = "Compares what a server answers with what a journal says it was sent.",
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  private static final int MAX_CONCURRENCY = 1000;

  @Option(names = "--journal", required = true, description = "the journal of audit write")
  private Path journal = Path.of("audit.journal");

  @Option(
      names = "--concurrency",
      defaultValue = "4",
      description = "traces that are asked for at a time, up to 1,000; default ${DEFAULT-VALUE}")
  private int concurrency = 4;

  @Option(
      names = "--search-every",
      defaultValue = "1",
      description = "of these, search for every k-th; all are looked up; default ${DEFAULT-VALUE}")
  private long searchEvery = 1;

  @Mixin private final CheckOptions options = new CheckOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Stop stop;

  /// @param stop ends the check in order
  public CheckCommand(Stop stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() throws InterruptedException {
    options.check();
    if (concurrency < 1 || concurrency > MAX_CONCURRENCY) {
      throw new IllegalArgumentException(
          "--concurrency: " + concurrency + " (expected: 1 to 1,000)");
    }
    if (searchEvery < 1) {
      throw new IllegalArgumentException(
          "--search-every: " + searchEvery + " (expected: at least 1)");
    }
    JournalReader reader = new JournalReader(journal);
    Report report = new Report();
    for (Outcome outcome : Outcome.values()) {
      report.figure("requests " + outcome.word(), reader.ledger().count(outcome));
    }
    stop.await(ReadBack.VISIBLE_AFTER); // a writer may be at work
    try (QueryApi api = new QueryApi(options.api())) {
      check(reader, api, report);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(options.json() ? report.json() : report.text());
    out.flush();
    int code = ExitCode.of(report);
    return code == ExitCode.RIGHT && stop.isAsked() ? ExitCode.FAILED : code; // not all was asked
  }

  private void check(JournalReader reader, QueryApi api, Report report)
      throws InterruptedException {
    JournalHeader header = reader.header();
    Workload workload = new Workload(header.seed(), header.tenants(), reader.ledger().schedule());
    Auditor auditor =
        new Auditor(
            api,
            workload,
            reader.ledger(),
            reader::refresh,
            options.fidelity(),
            options.patience(stop),
            Duration.ZERO, // it waited once for all
            stop,
            report);
    auditor.everyTrace(options.every(), searchEvery, concurrency);
    if (options.aggregates() && !auditor.isHopeless()) {
      auditor.tags(auditor.everything());
      auditor.counts(auditor.everything());
    }
  }
}
