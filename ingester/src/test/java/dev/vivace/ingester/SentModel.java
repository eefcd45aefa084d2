package dev.vivace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;
import dev.vivace.model.otlp.SentSpan;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.trace.CollectedSpans;
import dev.vivace.storage.trace.TraceFinder;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was sent to a process and its successors, and what of it was acknowledged.
final class SentModel {

  /// @param wasAcknowledged else nobody knows whether it is there
  private record Sent(TenantId tenant, SentSpan span, boolean wasAcknowledged) {

    TraceId trace() {
      return SeenSpan.of(span).trace();
    }
  }

  private final List<Sent> all = new ArrayList<>();

  void append(HaltingProcess process, TenantId tenant, ExportTraceServiceRequest request) {
    boolean acknowledged = process.append(tenant, request);
    for (SentSpan span : SentSpan.storable(request)) {
      all.add(new Sent(tenant, span, acknowledged));
    }
  }

  /// Asserts that what was acknowledged is there by id and in what searches read, once, as sent,
  /// that nothing else is, and that the chain of sections has no gap.
  void check(HaltingProcess process) {
    Map<TenantId, Map<TraceId, List<Sent>>> tenants = new LinkedHashMap<>();
    for (Sent sent : all) {
      tenants
          .computeIfAbsent(sent.tenant(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(sent.trace(), _ -> new ArrayList<>())
          .add(sent);
    }
    tenants.forEach(
        (tenant, traces) -> {
          traces.forEach((id, sent) -> checkById(process, tenant, id, sent));
          checkSearch(process, tenant, traces);
        });
    List<String> sections = process.store().list("=log/" + process.logId());
    StoreRunner runner = new StoreRunner(process.store(), Patience.SHORT);
    ChainReading chain = runner.run(new FollowChain(new LogPartition(process.logId(), 0), 0));
    assertThat(chain.sections())
        .as("sections of %s in the chain", sections)
        .hasSameSizeAs(sections);
  }

  private static void checkById(
      HaltingProcess process, TenantId tenant, TraceId id, List<Sent> sent) {
    CollectedSpans found = new CollectedSpans();
    TraceFinder.Found outcome =
        process
            .ingester()
            .traceFinder()
            .find(tenant, id, TraceFinder.Sources.ALL, 0, Long.MAX_VALUE, found);
    assertThat(outcome.failedBlocks()).isZero();
    Map<Span, Boolean> expected = new HashMap<>();
    sent.forEach(span -> expected.put(span.span().span(), span.wasAcknowledged()));
    checkOnce("trace %s of tenant %s by id".formatted(id, tenant), expected, found.spans());
  }

  private static void checkSearch(
      HaltingProcess process, TenantId tenant, Map<TraceId, List<Sent>> traces) {
    Map<SeenSpan, Boolean> expected = new HashMap<>();
    traces
        .values()
        .forEach(
            sent ->
                sent.forEach(
                    span -> expected.put(SeenSpan.of(span.span()), span.wasAcknowledged())));
    List<SeenSpan> seen =
        process
            .tables()
            .read(
                tenant,
                0,
                -1,
                found -> {
                  assertThat(found.shortfall().failedBlocks()).isZero();
                  List<SeenSpan> spans = new ArrayList<>();
                  for (TableHandle handle : found.tables()) {
                    spans.addAll(SeenSpan.of(handle.open()));
                  }
                  return spans;
                });
    checkOnce("what a search of tenant %s reads".formatted(tenant), expected, seen);
  }

  private static <T> void checkOnce(String what, Map<T, Boolean> expected, List<T> found) {
    assertThat(found).as(what).doesNotHaveDuplicates();
    Set<T> missing = new HashSet<>();
    expected.forEach(
        (span, mustBeThere) -> {
          if (mustBeThere) {
            missing.add(span);
          }
        });
    found.forEach(missing::remove);
    assertThat(missing).as("%s: acknowledged and not there", what).isEmpty();
    assertThat(expected.keySet()).as("%s: sent", what).containsAll(found);
  }
}
