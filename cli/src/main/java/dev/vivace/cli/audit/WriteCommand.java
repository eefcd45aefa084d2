package dev.vivace.cli.audit;

import dev.vivace.cli.check.Report;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Journal;
import dev.vivace.cli.journal.JournalHeader;
import dev.vivace.cli.journal.Ledger;
import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `audit write`: sends, and journals what became of each request.
@Command(
    name = "write",
    description = "Sends traces that follow from a seed and journals what became of each request.",
    mixinStandardHelpOptions = true)
public final class WriteCommand implements Callable<Integer> {
  @Mixin private final WriteOptions options = new WriteOptions();

  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Stop stop;

  /// @param stop ends the writing in order
  public WriteCommand(Stop stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() throws InterruptedException {
    options.check();
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report();
    try (Journal journal = options.openJournal();
        Senders senders = new Senders(options.otlpGrpc(), options.otlpHttp())) {
      Writer writer =
          new Writer(
              workload(journal),
              journal,
              senders.list(),
              options.limits(),
              (_, _, _) -> {},
              InstantSource.system(),
              stop);
      writer.run();
      figures(report, journal.ledger(), writer);
    }
    out.println(json ? report.json() : report.text());
    out.flush();
    return ExitCode.RIGHT;
  }

  static Workload workload(Journal journal) {
    JournalHeader header = journal.header();
    return new Workload(header.seed(), header.tenants(), journal.ledger().schedule());
  }

  static void figures(Report report, Ledger ledger, Writer writer) {
    for (Outcome outcome : Outcome.values()) {
      report.figure("requests " + outcome.word(), ledger.count(outcome));
    }
    report.figure("retries", writer.retrying().retries());
  }
}
