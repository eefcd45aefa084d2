package dev.vivace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingester.sampling.Policy;
import dev.vivace.ingester.sampling.SamplingSettings;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.storage.head.LiveHead;
import dev.vivace.storage.head.SpanFilter;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.scan.SeenSpan;
import dev.vivace.storage.section.CarriedTenant;
import dev.vivace.storage.section.SampledTenant;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.source.TableCatalog;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.trace.CollectedSpans;
import dev.vivace.storage.trace.TraceFinder;
import dev.vivace.traceql.pattern.ValuePattern;
import dev.vivace.traceql.value.Status;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;

/// Says, slowly, what must have become of each span that the log holds: it goes through the chain
/// of sections and decides the traces that each of them does not carry, by hand-written rules over
/// [SampledSpans]. What the log holds it learns from what is applied.
final class SampledModel implements LiveSection.HeadAppender {

  private static final long NANOS = 1_000_000_000;
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
  private static final double SHARE = 20;
  private static final int RATE = 1;
  private static final int BURST = 5;

  private final SamplingSettings settings;
  private final NavigableMap<Long, List<Row>> log = new ConcurrentSkipListMap<>();

  private record Row(long offset, long appendNanos, long trace, int span) {}

  private record Reason(String policy, boolean isKept) {}

  SampledModel(
      Duration decisionWait, int numTraces, boolean onFirstMatch, int keptCache, int droppedCache) {
    settings =
        new SamplingSettings(
            decisionWait, numTraces, onFirstMatch, keptCache, droppedCache, policies());
  }

  SamplingSettings settings() {
    return settings;
  }

  private static List<Policy> policies() {
    Policy errors = new Policy.StatusCode("errors", Set.of(Status.ERROR));
    Policy share = new Policy.Probabilistic("twenty", "default-hash-seed", SHARE);
    Policy health =
        new Policy.StringAttribute(
            "route",
            "http.route",
            Set.of(),
            List.of(ValuePattern.compile(".*(?:^/health).*")),
            false);
    return List.of(
        errors,
        new Policy.Drop("health", List.of(health)),
        new Policy.BooleanAttribute("vip", "vip", true, false),
        new Policy.NumericAttribute("codes", "code", 500, 599, false),
        new Policy.Latency("slow", 1000, 0),
        new Policy.And("share", List.of(new Policy.Not("fine", errors), share)),
        new Policy.RateLimiting("cap", RATE, BURST));
  }

  @Override
  public void append(
      LiveHead head,
      SpanBatch batch,
      SpanFilter filter,
      long offset,
      long appendNanos,
      long receivedNanos) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < batch.spans().count(); i++) {
      long trace = batch.spans().traceLow(i);
      if (batch.spans().traceHigh(i) != SampledSpans.id(trace).high()) {
        continue; // Of a tenant that keeps all.
      }
      int span = (int) (batch.spans().spanId(i) - SampledSpans.spanId(trace, 0));
      rows.add(new Row(offset, appendNanos, trace, span));
    }
    log.putIfAbsent(offset, rows);
    head.append(batch, filter, offset, appendNanos, receivedNanos);
  }

  /// Asserts that all is where the sections say, once everything that was cut is written.
  ///
  /// @return how many traces were kept and dropped
  Fate check(ObjectStore store, TraceFinder finder, TableCatalog tables) {
    Fate fate = after(chain(store));
    for (long trace : fate.all()) {
      assertThat(find(finder, trace, TraceFinder.Sources.BLOCKS))
          .as("trace %d in blocks", trace)
          .isEqualTo(fate.keptOf(trace));
      assertThat(find(finder, trace, TraceFinder.Sources.ALL))
          .as("trace %d by id", trace)
          .isEqualTo(fate.foundById(trace));
    }
    assertThat(seen(tables, IngesterFixture.TENANT))
        .as("what searches see")
        .isEqualTo(fate.kept().values().stream().flatMap(List::stream).sorted().toList());
    return fate;
  }

  private static List<Long> find(TraceFinder finder, long trace, TraceFinder.Sources sources) {
    CollectedSpans found = new CollectedSpans();
    finder.find(IngesterFixture.TENANT, SampledSpans.id(trace), sources, 0, Long.MAX_VALUE, found);
    return found.spanIds();
  }

  private static List<SectionCommit> chain(ObjectStore store) {
    return store.list("=log/").stream()
        .map(key -> SectionCodec.decode(key, bytes(store, key)))
        .sorted(Comparator.comparingLong(SectionCommit::start))
        .toList();
  }

  private static byte[] bytes(ObjectStore store, String key) {
    ByteBuffer read = store.read(key, 0, Math.toIntExact(store.size(key).orElseThrow()));
    byte[] bytes = new byte[read.remaining()];
    read.get(bytes);
    return bytes;
  }

  /// The ids of the spans that a search of everything reads, ascending.
  static List<Long> seen(TableCatalog tables, TenantId tenant) {
    return tables.read(
        tenant,
        0,
        -1,
        found -> {
          assertThat(found.shortfall().failedBlocks()).isZero();
          List<Long> ids = new ArrayList<>();
          for (TableHandle handle : found.tables()) {
            SeenSpan.of(handle.open()).forEach(span -> ids.add(span.spanId()));
          }
          return ids.stream().sorted().toList();
        });
  }

  /// What became of the spans, by trace: their ids, sorted.
  record Fate(Map<Long, List<Long>> kept, Map<Long, List<Long>> undecided, Set<Long> all) {

    List<Long> keptOf(long trace) {
      return kept.getOrDefault(trace, List.of());
    }

    List<Long> foundById(long trace) {
      List<Long> found = new ArrayList<>(keptOf(trace));
      found.addAll(undecided.getOrDefault(trace, List.of()));
      return found.stream().sorted().toList();
    }
  }

  /// Decides by the sections of the chain, and asserts that each says of itself what it must.
  private Fate after(List<SectionCommit> chain) {
    Decisions decisions = new Decisions();
    for (int i = 0; i < chain.size(); i++) {
      long nextNanos = i + 1 < chain.size() ? chain.get(i + 1).firstAppendNanos() : Long.MAX_VALUE;
      decisions.section(chain.get(i), nextNanos);
    }
    long end = chain.isEmpty() ? 0 : chain.getLast().end();
    log.tailMap(end).values().forEach(decisions::wait);
    Set<Long> all =
        log.values().stream().flatMap(List::stream).map(Row::trace).collect(Collectors.toSet());
    return new Fate(ids(decisions.kept), ids(decisions.waiting), all);
  }

  private static Map<Long, List<Long>> ids(Map<Long, List<Row>> rows) {
    Map<Long, List<Long>> ids = new HashMap<>();
    rows.forEach(
        (trace, of) ->
            ids.put(
                trace,
                of.stream().map(row -> SampledSpans.spanId(trace, row.span())).sorted().toList()));
    return ids;
  }

  /// All that was decided up to a section.
  private final class Decisions {

    private final Map<Long, List<Row>> waiting = new LinkedHashMap<>(); // by their first row
    private final Map<Long, List<Row>> kept = new TreeMap<>();
    private final SequencedSet<Long> keptBefore = new LinkedHashSet<>();
    private final SequencedSet<Long> droppedBefore = new LinkedHashSet<>();
    private BigInteger bucket = BigInteger.valueOf(BURST * NANOS);
    private long bucketNanos = -1;

    void wait(List<Row> rows) {
      rows.forEach(row -> waiting.computeIfAbsent(row.trace(), _ -> new ArrayList<>()).add(row));
    }

    void section(SectionCommit section, long nextNanos) {
      log.subMap(section.start(), section.end()).values().forEach(this::wait);
      Set<Long> carried = carried(section);
      assertThat(carried.size())
          .as("carried by %s", section)
          .isLessThanOrEqualTo(settings.numTraces());
      Map<Reason, long[]> outcomes = new HashMap<>();
      int surelyEarly = 0;
      int maybeEarly = 0;
      for (long trace : List.copyOf(waiting.keySet())) {
        long dueNanos =
            waiting.get(trace).getFirst().appendNanos() + settings.decisionWait().toNanos();
        if (carried.contains(trace)) {
          assertThat(dueNanos).as("trace %d waits", trace).isGreaterThan(section.lastAppendNanos());
          continue;
        }
        List<Row> rows = waiting.remove(trace);
        boolean isLate = keptBefore.contains(trace) || droppedBefore.contains(trace);
        Reason reason = isLate ? new Reason("=late", keptBefore.contains(trace)) : decide(rows);
        (reason.isKept() ? keptBefore : droppedBefore).add(trace);
        if (!isLate) {
          surelyEarly += dueNanos > nextNanos ? 1 : 0;
          maybeEarly += dueNanos > section.lastAppendNanos() ? 1 : 0;
        }
        if (reason.isKept()) {
          kept.computeIfAbsent(trace, _ -> new ArrayList<>()).addAll(rows);
        }
        long[] counts = outcomes.computeIfAbsent(reason, _ -> new long[2]);
        counts[0]++;
        counts[1] += rows.size();
      }
      forget(keptBefore, settings.keptCacheSize());
      forget(droppedBefore, settings.droppedCacheSize());
      check(section, outcomes, surelyEarly, maybeEarly);
    }

    private Set<Long> carried(SectionCommit section) {
      Set<Long> carried = new HashSet<>();
      for (CarriedTenant tenant : section.carried()) {
        if (tenant.tenant().equals(IngesterFixture.TENANT)) {
          tenant.traces().forEach(trace -> carried.add(trace.id().low()));
          carried.addAll(tenant.all() ? waiting.keySet() : Set.of());
        }
      }
      return carried;
    }

    private static void forget(SequencedSet<Long> decisions, int size) {
      while (decisions.size() > size) {
        decisions.removeFirst();
      }
    }

    private void check(
        SectionCommit section, Map<Reason, long[]> outcomes, int surelyEarly, int maybeEarly) {
      Map<Reason, List<Long>> said = new HashMap<>();
      long early = 0;
      for (SampledTenant tenant : section.sampled()) {
        assertThat(tenant.tenant()).isEqualTo(IngesterFixture.TENANT);
        early += tenant.early();
        tenant
            .outcomes()
            .forEach(
                outcome ->
                    said.put(
                        new Reason(outcome.policy(), outcome.isKept()),
                        List.of(outcome.traces(), outcome.spans())));
      }
      Map<Reason, List<Long>> expected = new HashMap<>();
      outcomes.forEach((reason, counts) -> expected.put(reason, List.of(counts[0], counts[1])));
      assertThat(said).as("outcomes of section %d", section.start()).isEqualTo(expected);
      assertThat(early)
          .as("early ones of section %d", section.start())
          .isBetween((long) surelyEarly, (long) maybeEarly);
      long inBlocks =
          section.blocks().stream()
              .filter(block -> block.tenant().equals(IngesterFixture.TENANT))
              .mapToLong(block -> block.spans())
              .sum();
      long keptSpans =
          outcomes.entrySet().stream()
              .filter(entry -> entry.getKey().isKept())
              .mapToLong(entry -> entry.getValue()[1])
              .sum();
      assertThat(inBlocks)
          .as("spans in blocks of section %d", section.start())
          .isEqualTo(keptSpans);
    }

    private Reason decide(List<Row> rows) {
      List<String> sampled = new ArrayList<>();
      boolean first = settings.onFirstMatch();
      if (any(rows, SampledSpans::isError)) {
        sampled.add("errors");
      }
      if (first && !sampled.isEmpty()) {
        return new Reason(sampled.getFirst(), true);
      }
      if (any(rows, SampledSpans::isHealthCheck)) {
        return new Reason("health", false);
      }
      if (any(rows, SampledSpans::isVip)) {
        sampled.add("vip");
      }
      if (any(rows, SampledSpans::hasCode500)) {
        sampled.add("codes");
      }
      if (isSlow(rows)) {
        sampled.add("slow");
      }
      if (!any(rows, SampledSpans::isError) && isInShare(rows.getFirst().trace())) {
        sampled.add("share");
      }
      if (!(first && !sampled.isEmpty()) && passes(rows)) {
        sampled.add("cap");
      }
      return sampled.isEmpty() ? new Reason("=none", false) : new Reason(sampled.getFirst(), true);
    }

    private boolean passes(List<Row> rows) {
      long atNanos = rows.getFirst().appendNanos();
      if (bucketNanos >= 0 && atNanos > bucketNanos) {
        bucket =
            bucket.add(
                BigInteger.valueOf(atNanos - bucketNanos).multiply(BigInteger.valueOf(RATE)));
      }
      bucketNanos = Math.max(bucketNanos, atNanos);
      bucket = bucket.min(BigInteger.valueOf(BURST * NANOS));
      BigInteger needed = BigInteger.valueOf(rows.size() * NANOS);
      if (needed.compareTo(bucket) > 0) {
        return false;
      }
      bucket = bucket.subtract(needed);
      return true;
    }
  }

  private interface SpanTest {

    boolean holds(long trace, int span);
  }

  private static boolean any(List<Row> rows, SpanTest test) {
    return rows.stream().anyMatch(row -> test.holds(row.trace(), row.span()));
  }

  private static boolean isSlow(List<Row> rows) {
    long first =
        rows.stream().mapToLong(row -> SampledSpans.startNanos(row.span())).min().orElseThrow();
    long last =
        rows.stream()
            .mapToLong(row -> SampledSpans.endNanos(row.trace(), row.span()))
            .max()
            .orElseThrow();
    return last - first >= NANOS;
  }

  /// FNV-1a of the salt and the id, below a share of all that it can be.
  private static boolean isInShare(long trace) {
    BigInteger hash = new BigInteger("cbf29ce484222325", 16);
    byte[] hex = SampledSpans.id(trace).toHex().getBytes(StandardCharsets.US_ASCII);
    List<Integer> bytes = new ArrayList<>();
    for (byte b : "default-hash-seed".getBytes(StandardCharsets.US_ASCII)) {
      bytes.add((int) b);
    }
    for (int i = 0; i < hex.length; i += 2) {
      bytes.add(Integer.parseInt(new String(hex, i, 2, StandardCharsets.US_ASCII), 16));
    }
    for (int b : bytes) {
      hash =
          hash.xor(BigInteger.valueOf(b))
              .multiply(new BigInteger("100000001b3", 16))
              .mod(TWO_TO_64);
    }
    return new BigDecimal(hash)
            .compareTo(new BigDecimal(TWO_TO_64).multiply(new BigDecimal(SHARE / 100)))
        <= 0;
  }
}
