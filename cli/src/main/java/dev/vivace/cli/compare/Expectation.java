package dev.vivace.cli.compare;

import dev.vivace.cli.compare.SentSpan.Identity;
import dev.vivace.cli.content.TraceContent;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What must, may and must not be found of one trace.
public final class Expectation {
  private static final int MAX_SHOWN_FAULTS = 3;

  private final TraceContent trace;
  private final Standing main;
  private final Fidelity fidelity;
  private final Map<Standing, Map<Identity, SentSpan>> spans = new HashMap<>();

  public Expectation(TraceContent trace, Standing main, Standing late, Fidelity fidelity) {
    this.trace = trace;
    this.main = main;
    this.fidelity = fidelity;
    add(main, trace.main());
    add(late, trace.late());
  }

  private void add(Standing standing, ExportTraceServiceRequest request) {
    Map<Identity, SentSpan> ofStanding =
        spans.computeIfAbsent(standing, _ -> new LinkedHashMap<>());
    SentSpan.of(request.getResourceSpansList(), fidelity)
        .forEach(span -> ofStanding.put(span.identity(), span));
  }

  public TraceContent trace() {
    return trace;
  }

  /// How many spans must be found.
  public int required() {
    return of(Standing.REQUIRED).size();
  }

  /// How many spans may be found at most.
  public int possible() {
    return required() + of(Standing.ALLOWED).size();
  }

  /// Whether the first span must be found.
  public boolean requiresFirst() {
    return main == Standing.REQUIRED;
  }

  /// Whether the first span may be found.
  public boolean allowsFirst() {
    return main != Standing.FORBIDDEN;
  }

  private Map<Identity, SentSpan> of(Standing standing) {
    return spans.getOrDefault(standing, Map.of());
  }

  /// Compares an answer. Each class of faults is named once, with its first examples.
  ///
  /// @param note is added to what is lost: what the answer itself says about being incomplete
  public List<Fault> faults(TracesData answer, String note) {
    Map<Identity, List<SentSpan>> found = new LinkedHashMap<>();
    for (SentSpan span : SentSpan.of(answer.getResourceSpansList(), fidelity)) {
      found.computeIfAbsent(span.identity(), _ -> new ArrayList<>()).add(span);
    }
    Faults faults = new Faults();
    Map<Identity, SentSpan> missing = new LinkedHashMap<>(of(Standing.REQUIRED));
    missing.keySet().removeAll(found.keySet());
    found.forEach((identity, copies) -> compare(identity, copies, missing, faults));
    missing.forEach((identity, _) -> faults.add(FaultClass.LOST, identity + note(note)));
    return faults.list();
  }

  private static String note(String note) {
    return note.isEmpty() ? "" : " (" + note + ")";
  }

  private void compare(
      Identity identity, List<SentSpan> copies, Map<Identity, SentSpan> missing, Faults faults) {
    SentSpan sent =
        of(Standing.REQUIRED).getOrDefault(identity, of(Standing.ALLOWED).get(identity));
    if (sent == null) {
      unexpected(copies.getFirst(), missing, faults);
      return;
    }
    if (copies.size() > 1) {
      faults.add(FaultClass.DOUBLED, identity + " is there %d times".formatted(copies.size()));
    }
    for (SentSpan copy : copies) {
      String difference = sent.differenceTo(copy);
      if (!difference.isEmpty()) {
        faults.add(FaultClass.ALTERED, identity + ": " + difference);
      }
    }
  }

  private void unexpected(SentSpan found, Map<Identity, SentSpan> missing, Faults faults) {
    Identity identity = found.identity();
    if (of(Standing.FORBIDDEN).containsKey(identity)) {
      faults.add(FaultClass.UNSOUND, identity + " was rejected");
      return;
    }
    if (!found.tenant().isEmpty() && !found.tenant().equals(trace.tenant())) {
      faults.add(
          FaultClass.FOREIGN, "%s was sent for tenant '%s'".formatted(identity, found.tenant()));
      return;
    }
    boolean sameId = missing.keySet().removeIf(other -> other.spanId().equals(identity.spanId()));
    faults.add(
        FaultClass.ALTERED,
        identity + (sameId ? " was sent with another kind or start" : " was never sent"));
  }

  /// Faults of one answer: a line a class.
  private static final class Faults {
    private final Map<FaultClass, List<String>> details = new LinkedHashMap<>();

    void add(FaultClass faultClass, String detail) {
      details.computeIfAbsent(faultClass, _ -> new ArrayList<>()).add(detail);
    }

    List<Fault> list() {
      List<Fault> list = new ArrayList<>();
      details.forEach(
          (faultClass, lines) -> {
            String shown =
                String.join(" | ", lines.subList(0, Math.min(MAX_SHOWN_FAULTS, lines.size())));
            list.add(new Fault(faultClass, "%d spans: %s".formatted(lines.size(), shown)));
          });
      return list;
    }
  }
}
