package dev.vivace.cli.audit;

import dev.vivace.cli.check.Auditor;
import dev.vivace.cli.check.Report;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Journal;
import dev.vivace.cli.journal.Ledger;
import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import dev.vivace.cli.wire.QueryApi;
import dev.vivace.cli.wire.QueryApi.Window;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `audit run`: writes and checks at the same time, until it is told to end.
@Command(
    name = "run",
    description = "Writes and checks at the same time, each answer a second after it came.",
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
  private static final Duration LINE_EVERY = Duration.ofSeconds(10);
  private static final int OLD_TRACES_A_ROUND = 5;
  private static final int ROUNDS_A_COUNT = 2; // tags and counts are asked for in every other one
  private static final long COUNTED_SECONDS = 300;

  @Mixin private final WriteOptions writeOptions = new WriteOptions();
  @Mixin private final CheckOptions checkOptions = new CheckOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  private final InstantSource clock = InstantSource.system();
  private final Report report = new Report();
  private final Stop stop;

  /// @param stop ends the run in order
  public RunCommand(Stop stop) {
    this.stop = stop;
  }

  @Override
  public Integer call() throws Exception {
    writeOptions.check();
    checkOptions.check();
    try (Journal journal = writeOptions.openJournal();
        QueryApi api = new QueryApi(checkOptions.api());
        Senders senders = new Senders(writeOptions.otlpGrpc(), writeOptions.otlpHttp())) {
      Workload workload = WriteCommand.workload(journal);
      Auditor auditor =
          new Auditor(
              api,
              workload,
              journal.ledger(),
              () -> {}, // the ledger is the writer's own
              checkOptions.fidelity(),
              checkOptions.patience(stop),
              ReadBack.VISIBLE_AFTER,
              stop,
              report);
      run(journal, workload, senders, auditor);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println(checkOptions.json() ? report.json() : report.text());
    out.flush();
    return ExitCode.of(report);
  }

  private void run(Journal journal, Workload workload, Senders senders, Auditor auditor)
      throws Exception {
    try (ReadBack readBack = new ReadBack(auditor, checkOptions.every(), stop);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Writer writer =
          new Writer(
              workload, journal, senders.list(), writeOptions.limits(), readBack, clock, stop);
      CompletableFuture<Void> written = new CompletableFuture<>();
      threads.execute(() -> write(writer, written));
      threads.execute(() -> checkMeanwhile(auditor, journal.ledger(), written));
      while (!isOverAfter(LINE_EVERY, written)) {
        print(journal.ledger(), writer, readBack);
      }
      written.get(); // fails if the writing failed
      WriteCommand.figures(report, journal.ledger(), writer);
      report.figure("passed over", readBack.passedOver());
    }
  }

  private static void write(Writer writer, CompletableFuture<Void> written) {
    try {
      writer.run();
      written.complete(null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      written.completeExceptionally(e);
    } catch (RuntimeException e) {
      written.completeExceptionally(e);
    }
  }

  /// Waits; returns whether the writing ended before the time was over.
  private static boolean isOverAfter(Duration time, CompletableFuture<Void> written) {
    try {
      written.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException _) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void checkMeanwhile(Auditor auditor, Ledger ledger, CompletableFuture<Void> written) {
    for (long round = 1; !isOverAfter(LINE_EVERY, written); round++) {
      for (int i = 0; i < OLD_TRACES_A_ROUND && !stop.isAsked(); i++) {
        auditor.trace(ThreadLocalRandom.current().nextLong(ledger.reserved()));
      }
      if (checkOptions.aggregates() && round % ROUNDS_A_COUNT == 0 && !stop.isAsked()) {
        long now = clock.instant().getEpochSecond();
        auditor.tags(auditor.everything());
        auditor.counts(new Window(now - COUNTED_SECONDS, now));
      }
    }
  }

  private void print(Ledger ledger, Writer writer, ReadBack readBack) {
    PrintWriter out = spec.commandLine().getErr();
    out.println(
        "time=%s acknowledged=%d rejected=%d unknown=%d in_flight=%d retries=%d checked=%d findings=%d unanswered=%d passed_over=%d last_refusal=\"%s\""
            .formatted(
                Instant.ofEpochSecond(clock.instant().getEpochSecond()),
                ledger.count(Outcome.ACKNOWLEDGED),
                ledger.count(Outcome.REJECTED),
                ledger.count(Outcome.UNKNOWN),
                writer.inFlight(),
                writer.retrying().retries(),
                report.checks(),
                report.findings(),
                report.unanswered(),
                readBack.passedOver(),
                writer.retrying().lastReason().replace('"', '\'').replace('\n', ' ')));
    out.flush();
  }
}
