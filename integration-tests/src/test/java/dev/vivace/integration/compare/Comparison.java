package dev.vivace.integration.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.SentSpan.Identity;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What was sent, to be compared with what a server gives back, field by field and regardless of
/// the order of spans and of how they are grouped. A span that was sent twice must come back once.
public final class Comparison {
  private final List<ExportTraceServiceRequest> requests = new ArrayList<>();
  private final Map<ByteString, Map<Identity, SentSpan>> required = new LinkedHashMap<>();
  private final Map<ByteString, Map<Identity, SentSpan>> allowed = new HashMap<>();

  public static Comparison with(Collection<ExportTraceServiceRequest> stored) {
    Comparison comparison = new Comparison();
    stored.forEach(comparison::require);
    return comparison;
  }

  /// These spans must come back. Of two with one identity the first counts.
  public void require(ExportTraceServiceRequest request) {
    requests.add(request);
    SentSpan.of(request)
        .forEach(span -> ofTrace(required, span).putIfAbsent(span.identity(), span));
  }

  /// Nobody knows whether these were stored: they may come back, but then as they were sent.
  public void allow(ExportTraceServiceRequest request) {
    SentSpan.of(request).forEach(span -> ofTrace(allowed, span).putIfAbsent(span.identity(), span));
  }

  private static Map<Identity, SentSpan> ofTrace(
      Map<ByteString, Map<Identity, SentSpan>> spans, SentSpan span) {
    return spans.computeIfAbsent(span.span().getTraceId(), _ -> new LinkedHashMap<>());
  }

  /// The same expectation of spans that a form of answer changes.
  public Comparison map(UnaryOperator<ExportTraceServiceRequest> change) {
    Comparison mapped = new Comparison();
    requests.forEach(request -> mapped.require(change.apply(request)));
    return mapped;
  }

  /// The traces of which something must come back.
  public Set<ByteString> traceIds() {
    return required.keySet();
  }

  /// Fetches every trace and compares it.
  public Findings check(Function<ByteString, TracesData> fetch) {
    return check(traceIds(), fetch);
  }

  /// Fetches some traces and compares them.
  public Findings check(Collection<ByteString> traceIds, Function<ByteString, TracesData> fetch) {
    Findings findings = new Findings();
    traceIds.forEach(id -> check(id, fetch.apply(id), findings));
    return findings;
  }

  private void check(ByteString traceId, TracesData received, Findings findings) {
    Map<Identity, List<SentSpan>> found = new HashMap<>();
    for (SentSpan span : SentSpan.of(received)) {
      found.computeIfAbsent(span.identity(), _ -> new ArrayList<>()).add(span);
    }
    Map<Identity, SentSpan> must = required.getOrDefault(traceId, Map.of());
    Map<Identity, SentSpan> may = allowed.getOrDefault(traceId, Map.of());
    must.keySet().stream()
        .filter(identity -> !found.containsKey(identity))
        .forEach(identity -> findings.missing(identity));
    found.forEach(
        (identity, copies) -> {
          findings.count();
          SentSpan sent = must.getOrDefault(identity, may.get(identity));
          if (sent == null) {
            findings.unexpected(identity);
          } else if (copies.size() > 1) {
            findings.doubled(identity);
          } else {
            findings.changed(identity, Difference.between(sent, copies.getFirst()));
          }
        });
  }

  /// What a comparison found, with an example of each kind of fault.
  public static final class Findings {
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private final Map<String, String> examples = new LinkedHashMap<>();
    private int spans;

    private void count() {
      spans++;
    }

    private void missing(Identity span) {
      fault("missing", span, "");
    }

    private void unexpected(Identity span) {
      fault("never sent", span, "");
    }

    private void doubled(Identity span) {
      fault("doubled", span, "");
    }

    private void changed(Identity span, List<String> differences) {
      if (!differences.isEmpty()) {
        fault("changed", span, "\n" + String.join("\n", differences));
      }
    }

    private void fault(String kind, Identity span, String details) {
      counts.merge(kind, 1, Integer::sum);
      examples.computeIfAbsent(
          kind,
          _ ->
              "%s: trace %s, span %s, kind %d, start %s%s"
                  .formatted(
                      kind,
                      TraceClient.hex(span.traceId()),
                      TraceClient.hex(span.spanId()),
                      span.kind(),
                      Long.toUnsignedString(span.startNanos()),
                      details));
    }

    /// How many different spans came back.
    public int spans() {
      return spans;
    }

    public boolean nothingMissing() {
      return !counts.containsKey("missing");
    }

    public void assertAsSent(String where) {
      assertThat(counts)
          .withFailMessage(
              () ->
                  "%s: %d spans came back, faults %s. Examples:%n%s"
                      .formatted(where, spans, counts, String.join("\n", examples.values())))
          .isEmpty();
    }
  }
}
