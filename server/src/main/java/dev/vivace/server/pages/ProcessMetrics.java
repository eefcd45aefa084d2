package dev.vivace.server.pages;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;

/// Meters of the process and its JVM. Those of the process have the names that every Prometheus
/// client uses, because dashboards and alerts rely on them.
public final class ProcessMetrics implements AutoCloseable {

  private static final Path STATUS = Path.of("/proc/self/status");

  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  public ProcessMetrics(PrometheusMeterRegistry registry, BuildInfo build) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    bindBuild(registry.getPrometheusRegistry(), build);
    bindProcess(registry);
  }

  // Micrometer takes "_info" off a gauge's name; Prometheus' own type for it keeps it.
  private static void bindBuild(PrometheusRegistry registry, BuildInfo build) {
    Info.builder()
        .name("tempo_build_info")
        .help("The version of Tempo whose interfaces are offered")
        .labelNames("version", "revision", "branch", "goversion")
        .register(registry)
        .setLabelValues(
            BuildInfo.COMPATIBLE_VERSION,
            build.revision(),
            build.branch(),
            BuildInfo.javaVersion());
    Info.builder()
        .name("vivace_build_info")
        .help("What was built")
        .labelNames("version", "revision", "branch", "javaversion")
        .register(registry)
        .setLabelValues(build.version(), build.revision(), build.branch(), BuildInfo.javaVersion());
  }

  private static void bindProcess(MeterRegistry registry) {
    RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
    Gauge.builder("process_start_time_seconds", runtime, r -> r.getStartTime() / 1000.0)
        .description("Start of the process, in seconds since 1970")
        .register(registry);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      FunctionCounter.builder("process_cpu_seconds", system, s -> s.getProcessCpuTime() / 1e9)
          .description("Processor time of the process, user and system")
          .register(registry);
      Gauge.builder("process_open_fds", system, s -> s.getOpenFileDescriptorCount())
          .description("Open file descriptors")
          .register(registry);
      Gauge.builder("process_max_fds", system, s -> s.getMaxFileDescriptorCount())
          .description("How many file descriptors may be open")
          .register(registry);
    }
    if (Files.isReadable(STATUS)) {
      Gauge.builder("process_resident_memory_bytes", ProcessMetrics::residentBytes)
          .description("Memory of the process that is in RAM")
          .register(registry);
    }
  }

  private static double residentBytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmRSS:")) { // "VmRSS:	  12345 kB"
          return Double.parseDouble(line.substring(6, line.length() - 2).strip()) * 1024;
        }
      }
      return Double.NaN;
    } catch (IOException _) { // the gauge says so itself
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    garbageCollection.close();
  }
}
