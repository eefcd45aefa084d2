package dev.vivace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.cli.audit.FakeServer.Flaw;
import dev.vivace.cli.check.Auditor;
import dev.vivace.cli.check.Patience;
import dev.vivace.cli.check.Report;
import dev.vivace.cli.compare.FaultClass;
import dev.vivace.cli.compare.Fidelity;
import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.Plan;
import dev.vivace.cli.content.Schedule;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Journal;
import dev.vivace.cli.journal.JournalHeader;
import dev.vivace.cli.journal.JournalReader;
import dev.vivace.cli.journal.Outcome;
import dev.vivace.cli.lifecycle.Stop;
import dev.vivace.cli.wire.QueryApi;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The auditor against servers with one flaw each: every class of faults is found, and a right
/// server gives no finding.
class AuditorTest {
  private static final long SEED = 7;
  private static final List<String> TENANTS = List.of("red", "blue");
  private static final int TRACES = 30;
  private static final long VICTIM = victim();

  @TempDir Path folder;

  /// A trace without parts that could mend or hide what befalls it, and of several spans.
  private static long victim() {
    Schedule schedule = new Schedule();
    schedule.add(new Schedule.Session(0, 0, 1));
    Workload workload = new Workload(SEED, TENANTS, schedule);
    return LongStream.range(5, TRACES)
        .filter(n -> workload.plan(n).shape() == Plan.Shape.ORDINARY)
        .filter(n -> !workload.plan(n).has(Part.LATE) && !workload.plan(n).has(Part.REPEAT))
        .filter(n -> workload.trace(n).main().getResourceSpansCount() > 2)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "NONE,",
    "DROPS_A_SPAN,           lost",
    "DROPS_THE_TRACE,        lost",
    "DOUBLES_A_SPAN,         doubled",
    "ALTERS_AN_ATTRIBUTE,    altered",
    "MOVES_A_START,          altered",
    "LEAKS_TO_OTHER_TENANTS, doubled foreign",
    "ANSWERS_LATE,           stale",
    "STORES_AFTER_REJECTING, unsound",
    "HIDES_FROM_SEARCH,      lost",
    "HIDES_FROM_COUNTS,      lost",
    "COUNTS_TWICE,           doubled",
    "FORGETS_TAG_VALUES,     lost",
    "INVENTS_A_TAG_VALUE,    altered",
    "IS_AWAY_AT_FIRST,",
    "LIMITS_THE_RATE,",
  })
  void eachFlawOfAServerIsFoundAndNamed(Flaw flaw, String expectedClasses) throws Exception {
    Report report = audit(flaw);

    Set<String> expected = new TreeSet<>();
    if (expectedClasses != null) {
      expected.addAll(List.of(expectedClasses.split(" ")));
    }
    assertThat(foundClasses(report)).as(report.text()).isEqualTo(expected);
    assertThat(report.unanswered()).as(report.text()).isZero();
  }

  @Test
  void theReportSaysWhichTraceAndWhatIsWrong() throws Exception {
    assertThat(audit(Flaw.ALTERS_AN_ATTRIBUTE).text())
        .contains("trace " + VICTIM + " ", "resource.attributes: sent", "altered");
  }

  private static Set<String> foundClasses(Report report) {
    Set<String> classes = new TreeSet<>();
    for (FaultClass faultClass : FaultClass.values()) {
      if (report.findings(faultClass) > 0) {
        classes.add(faultClass.word());
      }
    }
    return classes;
  }

  /// Writes to a server over both transports, then reads the journal again and checks everything.
  private Report audit(Flaw flaw) throws Exception {
    Path file = folder.resolve("journal");
    Stop stop = new Stop();
    Report report = new Report();
    Schedule untimed = new Schedule();
    untimed.add(new Schedule.Session(0, 0, 1));
    var victimId = new Workload(SEED, TENANTS, untimed).trace(VICTIM).traceId();
    try (FakeServer server = new FakeServer(flaw, victimId);
        QueryApi api = new QueryApi(server.http())) {
      write(file, server.otlpGrpc(), server.http(), stop);
      JournalReader reader = new JournalReader(file);
      assertThat(reader.ledger().count(Outcome.ACKNOWLEDGED)).isGreaterThan(TRACES / 2);
      Workload workload =
          new Workload(
              reader.header().seed(), reader.header().tenants(), reader.ledger().schedule());
      Patience patience = new Patience(Duration.ofSeconds(5), Duration.ofMillis(300), stop);
      Auditor auditor =
          new Auditor(
              api,
              workload,
              reader.ledger(),
              reader::refresh,
              Fidelity.EXACT,
              patience,
              Duration.ZERO,
              stop,
              report);
      auditor.readBack(VICTIM);
      auditor.everyTrace(1, 1, 4);
      auditor.tags(auditor.everything());
      auditor.counts(auditor.everything());
    }
    return report;
  }

  private static void write(Path file, String otlpGrpc, URI otlpHttp, Stop stop)
      throws InterruptedException {
    try (Journal journal =
            Journal.open(
                file,
                new JournalHeader(SEED, TENANTS),
                Duration.ofMillis(1),
                InstantSource.system());
        Senders senders = new Senders(otlpGrpc, otlpHttp)) {
      new Writer(
              WriteCommand.workload(journal),
              journal,
              senders.list(),
              new Writer.Limits(TRACES, null, 8, Duration.ofSeconds(5)),
              (_, _, _) -> {},
              InstantSource.system(),
              stop)
          .run();
    }
  }
}
