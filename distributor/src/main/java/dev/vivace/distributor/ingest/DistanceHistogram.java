package dev.vivace.distributor.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// How far the ends of spans lie from now, by tenant. Micrometer's summaries take one value at a
/// time, which would cost each span its share of several atomic additions; this one takes a whole
/// batch's buckets at once, and shows itself to the Prometheus registry directly.
final class DistanceHistogram implements Collector {

  /// Upper bounds in seconds; the last is infinity.
  private static final double[] BOUNDS = {300, 1800, 3600, Double.POSITIVE_INFINITY};

  static final int BUCKETS = BOUNDS.length;

  private final String name;
  private final String help;
  private final Map<String, Cells> cells = new ConcurrentHashMap<>();

  DistanceHistogram(String name, String help) {
    this.name = name;
    this.help = help;
  }

  /// The index of the bucket that this distance falls into.
  static int bucket(double seconds) {
    int bucket = 0;
    while (seconds > BOUNDS[bucket]) {
      bucket++;
    }
    return bucket;
  }

  Cells cells(String tenant) {
    return cells.computeIfAbsent(tenant, _ -> new Cells());
  }

  void register(MeterRegistry registry) {
    if (registry instanceof PrometheusMeterRegistry prometheus) {
      prometheus.getPrometheusRegistry().register(this);
    } else if (registry instanceof CompositeMeterRegistry composite) {
      composite.getRegistries().forEach(this::register);
    }
  }

  void unregister(MeterRegistry registry) {
    if (registry instanceof PrometheusMeterRegistry prometheus) {
      prometheus.getPrometheusRegistry().unregister(this);
    } else if (registry instanceof CompositeMeterRegistry composite) {
      composite.getRegistries().forEach(this::unregister);
    }
  }

  @Override
  public String getPrometheusName() {
    return name;
  }

  @Override
  public MetricSnapshot collect() {
    HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
    cells.forEach((tenant, values) -> snapshot.dataPoint(values.snapshot(tenant)));
    return snapshot.build();
  }

  /// One tenant's buckets.
  static final class Cells {

    private final LongAdder[] counts = new LongAdder[BUCKETS];
    private final DoubleAdder sumSeconds = new DoubleAdder();

    Cells() {
      for (int i = 0; i < BUCKETS; i++) {
        counts[i] = new LongAdder();
      }
    }

    void add(int[] batchCounts, double batchSumSeconds) {
      for (int i = 0; i < BUCKETS; i++) {
        if (batchCounts[i] > 0) {
          counts[i].add(batchCounts[i]);
        }
      }
      sumSeconds.add(batchSumSeconds);
    }

    private HistogramDataPointSnapshot snapshot(String tenant) {
      Number[] values = new Number[BUCKETS];
      Arrays.setAll(values, i -> counts[i].sum());
      return HistogramDataPointSnapshot.builder()
          .labels(Labels.of("tenant", tenant))
          .classicHistogramBuckets(ClassicHistogramBuckets.of(BOUNDS, values))
          .sum(sumSeconds.sum())
          .build();
    }
  }
}
