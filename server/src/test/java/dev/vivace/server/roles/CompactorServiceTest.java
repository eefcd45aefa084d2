package dev.vivace.server.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.compactor.HousekeeperConfig;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.overrides.Overrides;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactorServiceTest {

  private static HousekeeperConfig config(String... flags) {
    Problems problems = new Problems();
    VivaceConfig config =
        new ConfigLoader(Map.of(), problems).load(CommandLine.parse(List.of(flags), problems));
    assertThat(problems.errors()).isEmpty();
    return CompactorService.housekeeperConfig(config, new Overrides(config.overrides().defaults()));
  }

  @ParameterizedTest
  @CsvSource({
    "--shutdown-delay=0s, PT336H",
    "--backend-worker.compaction.block-retention=48h, PT48H",
    "--compactor.compaction.block-retention=48h, PT48H",
    "--overrides.defaults.compaction.block-retention=12h, PT12H",
    "--overrides.defaults.compaction.compaction-disabled=true, PT0S",
  })
  void retentionIsATenantsOwnOrThatOfAll(String flag, Duration retention) {
    assertThat(config(flag).blockRetention().apply(TenantId.SINGLE)).isEqualTo(retention);
  }

  @Test
  void everyOtherSettingReachesTheHousekeeper() {
    HousekeeperConfig config =
        config(
            "--backend-worker.compaction.compacted-block-retention=1s",
            "--backend-scheduler.provider.retention.interval=2s",
            "--storage.trace.blocklist-poll=3s",
            "--storage.trace.local.max-bytes=4KiB",
            "--querier.search.query-timeout=5s");
    assertThat(config.grace()).isEqualTo(Duration.ofSeconds(1));
    assertThat(config.retentionInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.pollInterval()).isEqualTo(Duration.ofSeconds(3));
    assertThat(config.maxBytes()).isEqualTo(4096);
    assertThat(config.shortGrace()).isEqualTo(Duration.ofSeconds(10));
  }
}
