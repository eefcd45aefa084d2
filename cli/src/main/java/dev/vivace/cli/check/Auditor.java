package dev.vivace.cli.check;

import dev.vivace.cli.compare.Expectation;
import dev.vivace.cli.compare.Fault;
import dev.vivace.cli.compare.Fidelity;
import dev.vivace.cli.compare.Standing;
import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Ledger;
import dev.vivace.cli.lifecycle.Stop;
import dev.vivace.cli.wire.QueryApi;
import dev.vivace.cli.wire.QueryApi.Window;
import dev.vivace.cli.wire.UnansweredException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Compares what a server answers with what it was sent. Safe for use by several threads.
public final class Auditor {
  private static final long SECOND = 1_000_000_000L;
  private static final int MAX_UNANSWERED = 20; // questions, each of which was asked for long

  private final QueryApi api;
  private final Workload workload;
  private final Ledger ledger;
  private final Runnable refresh;
  private final Fidelity fidelity;
  private final Patience patience;
  private final Duration visibleAfter;
  private final Stop stop;
  private final Report report;

  /// @param refresh brings the ledger up to date
  /// @param visibleAfter how long the auditor waits, once it knows what must be there, before it
  ///   asks
  public Auditor(
      QueryApi api,
      Workload workload,
      Ledger ledger,
      Runnable refresh,
      Fidelity fidelity,
      Patience patience,
      Duration visibleAfter,
      Stop stop,
      Report report) {
    this.api = api;
    this.workload = workload;
    this.ledger = ledger;
    this.refresh = refresh;
    this.fidelity = fidelity;
    this.patience = patience;
    this.visibleAfter = visibleAfter;
    this.stop = stop;
    this.report = report;
  }

  /// Checks every k-th trace of which an outcome is known, some side by side. Ends early if the end
  /// is asked for, or the server does not answer again and again.
  ///
  /// @param searchEvery of the traces that are checked every k-th is searched for, too
  public void everyTrace(long every, long searchEvery, int concurrency)
      throws InterruptedException {
    Semaphore free = new Semaphore(concurrency);
    long end = ledger.reserved();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long n = 0; n < end && !isHopeless(); n += every) {
        long number = n;
        if (!isKnown(n)) {
          continue;
        }
        free.acquire();
        workers.execute(
            () -> {
              try {
                trace(number, number / every % searchEvery == 0);
              } finally {
                free.release();
              }
            });
      }
    }
  }

  /// Whether there is no point in asking on.
  public boolean isHopeless() {
    return stop.isAsked() || report.unanswered() >= MAX_UNANSWERED;
  }

  private boolean isKnown(long n) {
    return Arrays.stream(Part.values()).anyMatch(part -> ledger.outcome(n, part) != null);
  }

  /// Asks everything about one trace.
  public void trace(long n) {
    trace(n, true);
  }

  private void trace(long n, boolean withSearches) {
    TraceQuestions questions =
        questions(
            n,
            Standing.ofMain(n, workload.plan(n), ledger::outcome),
            Standing.ofLate(n, ledger::outcome));
    if (stop.await(visibleAfter)) {
      return;
    }
    String about = questions.about();
    settle(CheckKind.TRACE_V2, about, questions::byIdVersion2);
    settle(CheckKind.TRACE_V1, about, questions::byIdVersion1);
    if (!withSearches) {
      return;
    }
    settle(CheckKind.SEARCH, about, questions::search);
    settle(CheckKind.SEARCH_INDEXED, about, questions::searchIndexed);
    List<String> tenants = workload.tenants();
    if (tenants.size() > 1) {
      String other = tenants.get((int) ((n + 1) % tenants.size()));
      settle(CheckKind.OTHER_TENANT, about, () -> questions.asOtherTenant(other));
    }
  }

  /// Looks up a trace whose main part was acknowledged long enough ago, by id and by search. A late
  /// part may just have come.
  public void readBack(long n) {
    TraceQuestions questions = questions(n, Standing.REQUIRED, Standing.ALLOWED);
    settle(CheckKind.READ_BACK, questions.about(), questions::readBack);
  }

  private TraceQuestions questions(long n, Standing main, Standing late) {
    return new TraceQuestions(api, new Expectation(workload.trace(n), main, late, fidelity));
  }

  /// Asks for names and values of attributes.
  public void tags(Window window) {
    Ledger.Snapshot outcomes = ledger.snapshot();
    if (stop.await(visibleAfter)) {
      return;
    }
    for (String tenant : workload.tenants()) {
      TagQuestions questions = new TagQuestions(api, workload, tenant, window, outcomes);
      settle(CheckKind.TAGS, aboutTenant(tenant), questions::names);
      settle(CheckKind.TAG_VALUES, aboutTenant(tenant), questions::values);
    }
  }

  /// Counts spans by interval.
  public void counts(Window window) {
    Ledger.Snapshot outcomes = ledger.snapshot();
    if (stop.await(visibleAfter)) {
      return;
    }
    for (String tenant : workload.tenants()) {
      CountQuestions questions =
          new CountQuestions(api, workload, outcomes, ledger, refresh, tenant);
      settle(CheckKind.COUNTS, aboutTenant(tenant), () -> questions.ask(window));
    }
  }

  private static String aboutTenant(String tenant) {
    return tenant.isEmpty() ? "all spans" : "all spans of tenant '" + tenant + "'";
  }

  /// The time in which the spans of all traces lie.
  public Window everything() {
    long last = workload.schedule().nanosOf(ledger.reserved());
    return new Window(
        Math.floorDiv(workload.schedule().startNanos() - Workload.MAX_SHIFT_NANOS, SECOND),
        Math.ceilDiv(last + Workload.MAX_SHIFT_NANOS, SECOND));
  }

  private void settle(CheckKind kind, String about, Question question) {
    try {
      List<Fault> faults = patience.settle(question);
      report.checked(kind);
      faults.forEach(fault -> report.found(fault, kind, about));
    } catch (UnansweredException e) {
      if (!stop.isAsked()) {
        report.unanswered(about + ": " + e.getMessage());
      }
    }
  }
}
