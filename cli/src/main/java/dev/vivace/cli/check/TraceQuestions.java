package dev.vivace.cli.check;

import dev.vivace.cli.compare.Expectation;
import dev.vivace.cli.compare.Fault;
import dev.vivace.cli.compare.FaultClass;
import dev.vivace.cli.content.ContentKeys;
import dev.vivace.cli.content.TraceContent;
import dev.vivace.cli.wire.QueryApi;
import dev.vivace.cli.wire.QueryApi.FoundTrace;
import dev.vivace.cli.wire.QueryApi.TraceAnswer;
import dev.vivace.cli.wire.QueryApi.Window;
import dev.vivace.cli.wire.UnansweredException;
import java.util.ArrayList;
import java.util.List;

/// What is asked about one trace.
final class TraceQuestions {
  private static final long SECOND = 1_000_000_000L;

  private final QueryApi api;
  private final Expectation expectation;
  private final TraceContent trace;

  TraceQuestions(QueryApi api, Expectation expectation) {
    this.api = api;
    this.expectation = expectation;
    this.trace = expectation.trace();
  }

  /// Which trace it is, for reports.
  String about() {
    return "trace %d %s (%s)".formatted(trace.n(), trace.hexId(), trace.plan().shape());
  }

  List<Fault> byIdVersion2() throws UnansweredException {
    return judged(api.traceVersion2(trace.hexId(), trace.tenant()));
  }

  List<Fault> byIdVersion1() throws UnansweredException {
    return judged(api.traceVersion1(trace.hexId(), trace.tenant()));
  }

  private List<Fault> judged(TraceAnswer answer) {
    return expectation.faults(answer.trace(), answer.note());
  }

  List<Fault> search() throws UnansweredException {
    return judged(
        api.search(queryByKey(), window(), trace.tenant()),
        expectation.required(),
        expectation.possible());
  }

  List<Fault> searchIndexed() throws UnansweredException {
    String query =
        "{ resource.service.name = \"%s\" && span.%s = \"%s\" }"
            .formatted(trace.firstService(), ContentKeys.URL, trace.url());
    return judged(
        api.search(query, window(), trace.tenant()),
        expectation.requiresFirst() ? 1 : 0,
        expectation.allowsFirst() ? 1 : 0);
  }

  /// A trace that was read back is looked up and searched for.
  List<Fault> readBack() throws UnansweredException {
    List<Fault> faults = new ArrayList<>(byIdVersion2());
    faults.addAll(search());
    return faults;
  }

  /// Another tenant must see nothing of it.
  List<Fault> asOtherTenant(String other) throws UnansweredException {
    List<Fault> faults = new ArrayList<>();
    int envelopes = api.traceVersion2(trace.hexId(), other).trace().getResourceSpansCount();
    if (envelopes > 0) {
      faults.add(
          new Fault(
              FaultClass.FOREIGN,
              "tenant '%s' is given %d resources of it by id".formatted(other, envelopes)));
    }
    if (!api.search(queryByKey(), window(), other).isEmpty()) {
      faults.add(new Fault(FaultClass.FOREIGN, "tenant '%s' finds it".formatted(other)));
    }
    return faults;
  }

  private String queryByKey() {
    return "{ span.%s = \"%s\" }".formatted(ContentKeys.TRACE, trace.key());
  }

  private Window window() {
    return new Window(
        Math.floorDiv(trace.startNanos(), SECOND) - 1, Math.ceilDiv(trace.endNanos(), SECOND) + 1);
  }

  private List<Fault> judged(List<FoundTrace> found, int required, int possible) {
    List<Fault> faults = new ArrayList<>();
    int matched = 0;
    for (FoundTrace candidate : found) {
      if (candidate.traceId().equals(trace.hexId())) {
        matched += candidate.matchedSpans();
      } else {
        faults.add(
            new Fault(FaultClass.ALTERED, "trace %s is found too".formatted(candidate.traceId())));
      }
    }
    if (matched < required) {
      faults.add(
          new Fault(FaultClass.LOST, "%d spans are found of %d".formatted(matched, required)));
    } else if (matched > possible) {
      faults.add(
          new Fault(
              possible == 0 ? FaultClass.UNSOUND : FaultClass.DOUBLED,
              "%d spans are found of at most %d".formatted(matched, possible)));
    }
    return faults;
  }
}
