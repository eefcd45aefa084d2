package dev.vivace.cli.content;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// All that one seed stands for. Slot `k` sends the main part of trace `k`, and what is due of
/// earlier traces. Traces go to the tenants in turn; the tenant `""` is none.
public final class Workload {
  /// No span starts or ends further than this from the time of its slot.
  public static final long MAX_SHIFT_NANOS = 3_600_000_000_000L;

  private static final int TRACES_OF_A_GROUP = 1000;

  /// One request: a part of a trace.
  public record Due(long n, Part part) {}

  private final long seed;
  private final List<String> tenants;
  private final Schedule schedule;
  private final String run;

  public Workload(long seed, List<String> tenants, Schedule schedule) {
    if (tenants.isEmpty()) {
      throw new IllegalArgumentException("no tenants (expected: at least one, \"\" for none)");
    }
    this.seed = seed;
    this.tenants = List.copyOf(tenants);
    this.schedule = schedule;
    this.run = HexFormat.of().toHexDigits(seed);
  }

  /// The value of [ContentKeys#RUN].
  public String run() {
    return run;
  }

  public List<String> tenants() {
    return tenants;
  }

  public Schedule schedule() {
    return schedule;
  }

  /// The tenant of the n-th trace.
  public String tenantOf(long n) {
    return tenants.get((int) (n % tenants.size()));
  }

  /// What a group's spans say in [ContentKeys#GROUP].
  public String groupOf(long n) {
    return groupPrefix() + n / TRACES_OF_A_GROUP;
  }

  /// What all groups of this seed begin with.
  public String groupPrefix() {
    return run + "-";
  }

  /// How the n-th trace looks.
  public Plan plan(long n) {
    return Plan.of(seed, n);
  }

  /// The requests of a slot.
  public List<Due> due(long slot) {
    List<Due> due = new ArrayList<>();
    due.add(new Due(slot, Part.MAIN));
    for (int distance : Plan.DISTANCES) {
      long n = slot - distance;
      if (n >= 0) {
        Plan plan = plan(n);
        for (Part part : List.of(Part.LATE, Part.REPEAT)) {
          if (plan.distance(part) == distance) {
            due.add(new Due(n, part));
          }
        }
      }
    }
    return due;
  }

  /// The n-th trace, which has a time once its slot has one.
  public TraceContent trace(long n) {
    Plan plan = plan(n);
    String key = run + "." + n;
    String url = "http://audit.example/" + run + "/" + n;
    String tenant = tenantOf(n);
    ByteString traceId = traceId(n);
    SpanMaker spans =
        new SpanMaker(
            new SpanMaker.Subject(
                run, tenant, traceId, n, plan.shape(), key, url, groupOf(n), schedule.nanosOf(n)));
    Draws mainDraws = new Draws(seed, n, 1);
    ExportTraceServiceRequest main = spans.main(mainDraws);
    ExportTraceServiceRequest late =
        plan.has(Part.LATE)
            ? spans.late(new Draws(seed, n, 2))
            : ExportTraceServiceRequest.getDefaultInstance();
    return new TraceContent(n, tenant, traceId, plan, key, url, groupOf(n), main, late);
  }

  private ByteString traceId(long n) {
    Draws draws = new Draws(seed, n, 3);
    ByteBuffer id = ByteBuffer.allocate(16).putLong(draws.next()).putLong(draws.next() | 1);
    return ByteString.copyFrom(id.flip());
  }
}
