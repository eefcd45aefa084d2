package dev.vivace.cli.check;

import dev.vivace.cli.compare.Fault;
import dev.vivace.cli.compare.FaultClass;
import dev.vivace.cli.compare.Standing;
import dev.vivace.cli.content.ContentKeys;
import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.TraceContent;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Ledger;
import dev.vivace.cli.wire.QueryApi;
import dev.vivace.cli.wire.QueryApi.Window;
import dev.vivace.cli.wire.UnansweredException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Asks how many spans began in each interval, and compares that with what was sent: at least what
/// was acknowledged, at most that and what may have been stored.
final class CountQuestions {
  /// The length of an interval.
  static final long STEP_SECONDS = 10;

  private static final int MAX_STEPS_OF_A_QUERY = 500;
  private static final long SECOND = 1_000_000_000L;

  private final QueryApi api;
  private final Workload workload;
  private final Ledger.Snapshot before;
  private final Ledger ledger;
  private final Runnable refresh;
  private final String tenant;

  /// @param before what must be counted; the ledger says how much may be, when the answer is there
  CountQuestions(
      QueryApi api,
      Workload workload,
      Ledger.Snapshot before,
      Ledger ledger,
      Runnable refresh,
      String tenant) {
    this.api = api;
    this.workload = workload;
    this.before = before;
    this.ledger = ledger;
    this.refresh = refresh;
    this.tenant = tenant;
  }

  /// Asks for a window, whose bounds are rounded to whole intervals.
  List<Fault> ask(Window window) throws UnansweredException {
    long start = Math.floorDiv(window.startSeconds(), STEP_SECONDS) * STEP_SECONDS;
    long end = Math.ceilDiv(window.endSeconds(), STEP_SECONDS) * STEP_SECONDS;
    Map<Long, Double> found = new HashMap<>();
    String query =
        "{ resource.%s = \"%s\" } | count_over_time()".formatted(ContentKeys.RUN, workload.run());
    for (long from = start; from < end; from += MAX_STEPS_OF_A_QUERY * STEP_SECONDS) {
      long to = Math.min(end, from + MAX_STEPS_OF_A_QUERY * STEP_SECONDS);
      Map<Long, Double> part = api.range(query, new Window(from, to), STEP_SECONDS, tenant);
      long after = from; // the sample at the bound belongs to the query before
      part.forEach(
          (seconds, value) -> {
            if (seconds > after && seconds <= to) {
              found.put(seconds, value);
            }
          });
    }
    refresh.run(); // what was sent meanwhile may be in the answers
    return compare(found, start, end, sent(start, end));
  }

  /// What began in an interval: surely, at most, and of what was rejected.
  private record Bounds(long least, long most, long rejected) {
    Bounds plus(Standing standing) {
      return switch (standing) {
        case REQUIRED -> new Bounds(least + 1, most + 1, rejected);
        case ALLOWED -> new Bounds(least, most + 1, rejected);
        case FORBIDDEN -> new Bounds(least, most, rejected + 1);
      };
    }
  }

  private Map<Long, Bounds> sent(long start, long end) {
    Map<Long, Bounds> sent = new HashMap<>();
    long margin = Workload.MAX_SHIFT_NANOS;
    long first = workload.schedule().firstSlotFrom(start * SECOND - margin);
    long last =
        Math.min(ledger.reserved(), workload.schedule().firstSlotFrom(end * SECOND + margin) + 1);
    for (long n = first; n < last; n++) {
      if (workload.tenantOf(n).equals(tenant)) {
        TraceContent trace = workload.trace(n);
        Standing main = Standing.ofMain(n, trace.plan(), before::outcome);
        count(trace.main(), main, sent);
        if (trace.plan().dueSlot(n, Part.LATE) < ledger.reserved()) { // else it was not sent
          count(trace.late(), Standing.ofLate(n, before::outcome), sent);
        }
      }
    }
    return sent;
  }

  private static void count(
      ExportTraceServiceRequest request, Standing standing, Map<Long, Bounds> sent) {
    TraceContent.starts(
        request,
        nanos -> {
          long interval = Math.ceilDiv(nanos, STEP_SECONDS * SECOND) * STEP_SECONDS;
          sent.merge(
              interval, new Bounds(0, 0, 0).plus(standing), (bounds, _) -> bounds.plus(standing));
        });
  }

  private static List<Fault> compare(
      Map<Long, Double> found, long start, long end, Map<Long, Bounds> sent) {
    List<Fault> faults = new ArrayList<>();
    for (long time = start + STEP_SECONDS; time <= end; time += STEP_SECONDS) {
      Bounds bounds = sent.getOrDefault(time, new Bounds(0, 0, 0));
      double count = found.getOrDefault(time, 0.0);
      if (count < bounds.least()) {
        faults.add(
            new Fault(
                FaultClass.LOST,
                "the interval to %d counts %s spans of %d".formatted(time, count, bounds.least())));
      } else if (count > bounds.most()) {
        faults.add(
            new Fault(
                count <= bounds.most() + bounds.rejected()
                    ? FaultClass.UNSOUND
                    : FaultClass.DOUBLED,
                "the interval to %d counts %s spans of at most %d"
                    .formatted(time, count, bounds.most())));
      }
    }
    return faults;
  }
}
