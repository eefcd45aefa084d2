package dev.vivace.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.vivace.cli.Main;
import dev.vivace.cli.audit.FakeServer.Flaw;
import dev.vivace.cli.content.Plan;
import dev.vivace.cli.content.Schedule;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.lifecycle.Stop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands as a user gives them.
class CommandsTest {
  private static final long SEED = 11;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void whatWasWrittenIsCheckedByAnotherRun() throws Exception {
    try (FakeServer server = new FakeServer(Flaw.NONE, ByteString.EMPTY)) {
      assertThat(write(server, "--count=20")).isEqualTo(ExitCode.RIGHT);
      assertThat(write(server, "--count=5")).isEqualTo(ExitCode.RIGHT);
      assertThat(check(server)).as(err.toString()).isEqualTo(ExitCode.RIGHT);
    }
    JsonNode report = new ObjectMapper().readTree(lastLine());
    assertThat(report.path("findings").asInt()).isZero();
    assertThat(report.path("figures").path("requests acknowledged").asInt()).isGreaterThan(20);
    assertThat(report.path("checked").path("TRACE_V2").asInt()).isGreaterThan(20);
    assertThat(
            Files.readString(folder.resolve("journal"))
                .lines()
                .filter(l -> l.startsWith("session")))
        .hasSize(2);
  }

  @Test
  void aPartOfTheTracesIsAskedForAndOfThatAPartSearchedFor() throws Exception {
    try (FakeServer server = new FakeServer(Flaw.NONE, ByteString.EMPTY)) {
      write(server, "--count=20");
      assertThat(check(server, "--every=2", "--search-every=5", "--without-aggregates")).isZero();
    }
    JsonNode checked = new ObjectMapper().readTree(lastLine()).path("checked");
    assertThat(checked.path("TRACE_V2").asInt()).isEqualTo(10);
    assertThat(checked.path("SEARCH").asInt()).isEqualTo(2);
    assertThat(checked.has("COUNTS")).isFalse();
  }

  @Test
  void aFindingIsExitCodeOne() {
    try (FakeServer server = new FakeServer(Flaw.DROPS_A_SPAN, victim())) {
      write(server, "--count=30");
      assertThat(check(server)).isEqualTo(ExitCode.FINDINGS);
    }
    assertThat(lastLine()).contains("\"lost\":", "\"class\":\"lost\"");
  }

  @Test
  void aServerThatIsAwayIsExitCodeTwoAndNoFinding() {
    FakeServer server = new FakeServer(Flaw.NONE, ByteString.EMPTY);
    try (server) {
      write(server, "--count=3");
    }
    assertThat(check(server)).isEqualTo(ExitCode.FAILED);
    assertThat(lastLine()).contains("\"findings\":0", "Connect");
  }

  @Test
  void aRunReadsEachAnswerBackAndFindsWhatComesLate() {
    try (FakeServer server = new FakeServer(Flaw.ANSWERS_LATE, victim())) {
      int code =
          run(
              "audit",
              "run",
              "--journal=" + folder.resolve("journal"),
              "--seed=" + SEED,
              "--otlp-grpc=" + server.otlpGrpc(),
              "--api=" + server.http(),
              "--rate=50",
              "--count=100",
              "--appear-within=2s",
              "--json");
      assertThat(code).as(err + lastLine()).isEqualTo(ExitCode.FINDINGS);
    }
    assertThat(lastLine()).contains("\"stale\":2", "\"lost\":0");
  }

  @Test
  void wrongArgumentsAreExitCodeTwoAndSaidInASentence() {
    assertThat(run("audit")).isEqualTo(2);
    assertThat(err.toString()).contains("expected: write, check or run");
    assertThat(run("audit", "check", "--journal=" + folder.resolve("none"))).isEqualTo(2);
    assertThat(err.toString()).contains("none: the journal cannot be read");
    assertThat(run("audit", "write", "--journal=" + folder.resolve("j"), "--rate=0")).isEqualTo(2);
    assertThat(err.toString()).contains("--rate: 0.0 (expected: above 0, up to 10,000)");
    assertThat(run("audit", "write", "--journal=" + folder.resolve("j"), "--duration=5"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("'5' is no duration");
  }

  private static ByteString victim() {
    Schedule schedule = new Schedule();
    schedule.add(new Schedule.Session(0, 0, 1));
    Workload workload = new Workload(SEED, List.of(""), schedule);
    long n =
        LongStream.range(3, 30)
            .filter(i -> workload.plan(i).equals(new Plan(Plan.Shape.ORDINARY, 0, 0)))
            .filter(i -> workload.trace(i).main().getResourceSpansCount() > 1)
            .findFirst()
            .orElseThrow();
    return workload.trace(n).traceId();
  }

  private int write(FakeServer server, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "audit",
                "write",
                "--journal=" + folder.resolve("journal"),
                "--seed=" + SEED,
                "--otlp-grpc=" + server.otlpGrpc(),
                "--rate=1000"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int check(FakeServer server, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "audit",
                "check",
                "--journal=" + folder.resolve("journal"),
                "--api=" + server.http(),
                "--appear-within=100ms",
                "--answer-within=100ms",
                "--json"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return Main.commandLine(new Stop())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  private String lastLine() {
    return out.toString().strip().lines().reduce("", (_, line) -> line);
  }
}
