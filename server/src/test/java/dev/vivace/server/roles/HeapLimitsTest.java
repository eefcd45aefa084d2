package dev.vivace.server.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.distributor.DistributorConfig;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.overrides.Overrides;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapLimitsTest {

  private static final long HEAP = Runtime.getRuntime().maxMemory();

  private static VivaceConfig config(String... flags) {
    Problems problems = new Problems();
    VivaceConfig config =
        new ConfigLoader(Map.of(), problems).load(CommandLine.parse(List.of(flags), problems));
    assertThat(problems.errors()).isEmpty();
    return config;
  }

  private static DistributorConfig distributor(String... flags) {
    VivaceConfig config = config(flags);
    return new DistributorService(
            config,
            new Overrides(config.overrides().defaults()),
            () -> null,
            (tenant, format, nanos, limit, batch, done) -> done.run(null),
            new SimpleMeterRegistry())
        .distributorConfig();
  }

  @Test
  void byDefaultLimitsFollowTheHeap() {
    DistributorConfig distributor = distributor();

    assertThat(distributor.maxInFlightBytes()).isEqualTo(Math.max(HEAP / 4, 48 << 20));
    assertThat(distributor.maxRequestBytes())
        .isEqualTo(Math.min(64 << 20, distributor.maxInFlightBytes() / 3));
    assertThat(distributor.maxColumnBytes()).isBetween(16L << 20, 256L << 20);
    assertThat(IngesterService.maxLiveBytes(config().liveStore()))
        .isEqualTo(Math.max(HEAP / 100 * 30, 24 << 20));
  }

  @ParameterizedTest
  @CsvSource({"300MiB, 67108864", "48MiB, 16777216", "30MiB, 10485760"})
  void aRequestMayHaveAThirdOfTheBudget(String budget, int expectedBytes) {
    DistributorConfig distributor = distributor("--distributor.max-inflight-bytes=" + budget);

    assertThat(distributor.maxRequestBytes()).isEqualTo(expectedBytes);
  }

  @Test
  void whatIsConfiguredIsUsed() {
    VivaceConfig config = config("--live-store.max-live-bytes=40MiB");

    assertThat(IngesterService.maxLiveBytes(config.liveStore())).isEqualTo(40 << 20);
    assertThat(distributor("--distributor.max-inflight-bytes=100MiB").maxInFlightBytes())
        .isEqualTo(100 << 20);
  }
}
