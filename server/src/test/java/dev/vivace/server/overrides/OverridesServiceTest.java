package dev.vivace.server.overrides;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.LimitsConfig;
import dev.vivace.server.config.OverridesConfig;
import dev.vivace.server.config.OverridesFile;
import dev.vivace.server.config.Problems;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverridesServiceTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("tenants.yaml"), text);
  }

  /// With a rate of 7 and a burst of 8 bytes for all.
  private OverridesConfig config() {
    Problems problems = new Problems();
    List<String> flags =
        List.of(
            "--overrides.defaults.ingestion.rate-limit-bytes=7",
            "--overrides.defaults.ingestion.burst-size-bytes=8");
    OverridesConfig config =
        new ConfigLoader(Map.of(), problems).load(CommandLine.parse(flags, problems)).overrides();
    return new OverridesConfig(
        config.defaults(),
        folder.resolve("tenants.yaml").toString(),
        Duration.ofSeconds(10),
        config.userConfigurableOverrides());
  }

  private final class Running {
    final OverridesConfig config = config();
    final Overrides overrides = new Overrides(config.defaults());
    final OverridesService service =
        new OverridesService(config, Map.of("RATE", "5MB"), overrides, registry);

    long rate(TenantId tenant) {
      return overrides.of(tenant).ingestion().rateLimitBytes().bytes();
    }

    double lastReadWorked() {
      return registry.get("tempo_runtime_config_last_reload_successful").gauge().value();
    }
  }

  @Test
  void aTenantHasWhatIsWrittenAndTheDefaultsForTheRest() throws Exception {
    write("overrides: {acme: {ingestion: {rate_limit_bytes: 1MB}, forwarders: [a]}}");
    Running running = new Running();
    running.service.reload();

    LimitsConfig limits = running.overrides.of(ACME);
    assertThat(limits.ingestion().rateLimitBytes().bytes()).isEqualTo(1_000_000);
    assertThat(limits.ingestion().burstSizeBytes().bytes()).isEqualTo(8);
    assertThat(limits.ingestion().maxTracesPerUser()).isEqualTo(10_000);
    assertThat(limits.forwarders()).containsExactly("a");
    assertThat(running.overrides.of(OTHER)).isEqualTo(running.config.defaults());
  }

  @Test
  void whoIsNotNamedHasTheWildcardsLimits() throws Exception {
    write(
        """
        overrides:
          "*": {ingestion: {rate_limit_bytes: 1, burst_size_bytes: 2}}
          acme: {ingestion: {rate_limit_bytes: 3}}
        """);
    Running running = new Running();
    running.service.reload();

    assertThat(running.rate(OTHER)).isEqualTo(1);
    assertThat(running.rate(ACME)).isEqualTo(3);
    assertThat(running.overrides.of(ACME).ingestion().burstSizeBytes().bytes())
        .as("over the defaults, not over the wildcard")
        .isEqualTo(8);
  }

  @Test
  void theFileIsReadAgain() throws Exception {
    write("overrides: {acme: {ingestion: {rate_limit_bytes: 1}}}");
    Running running = new Running();
    running.service.reload();
    write("overrides: {other: {ingestion: {rate_limit_bytes: ${RATE}}}}");
    running.service.reload();

    assertThat(running.rate(ACME)).isEqualTo(7);
    assertThat(running.rate(OTHER)).isEqualTo(5_000_000);
  }

  @Test
  void aFileThatBecomesWrongChangesNothing() throws Exception {
    write("overrides: {acme: {ingestion: {rate_limit_bytes: 1}}}");
    Running running = new Running();
    running.service.reload();
    assertThat(running.lastReadWorked()).isEqualTo(1);

    write("overrides: {acme: {ingestion: {rate_limit_bytes: 2, burst: 3}}}");
    assertThat(running.service.reload())
        .singleElement()
        .asString()
        .startsWith("tenants.yaml:1: overrides.acme.ingestion.burst: unknown key");
    assertThat(running.rate(ACME)).isEqualTo(1);
    assertThat(running.lastReadWorked()).isZero();

    Files.delete(folder.resolve("tenants.yaml"));
    assertThat(running.service.reload()).hasSize(1);
    assertThat(running.rate(ACME)).isEqualTo(1);

    write("overrides:");
    assertThat(running.service.reload()).isEmpty();
    assertThat(running.rate(ACME)).isEqualTo(7);
    assertThat(running.lastReadWorked()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "overrides: {a/b: }| tenants.yaml:1: overrides.a/b: tenant id has an unsupported character",
        "overrides: {acme: 1}| tenants.yaml:1: overrides.acme: expected groups of limits",
        "overrides: [acme]| tenants.yaml:1: overrides: expected tenants",
        "acme: {}| tenants.yaml:1: acme: unknown key; expected 'overrides:'",
        "overrides: {acme: {ingestion: {rate_limit_bytes: x}}}| tenants.yaml:1: overrides.acme.ingestion.rate_limit_bytes: found 'x'",
        "overrides: {acme: {ingestion_rate_limit_bytes: 1}}| tenants.yaml:1: overrides.acme.ingestion_rate_limit_bytes: unknown key; write 'overrides.acme.ingestion.rate_limit_bytes'",
        "overrides: {acme: {a: {b: {c: d}}}}| tenants.yaml:1: overrides.acme.a: unknown key",
        "'overrides: {'| tenants.yaml:1: not YAML",
      })
  void aWrongFileStopsTheStartAndSaysWhere(String file, String expected) throws Exception {
    write(file);
    Running running = new Running();

    assertThatThrownBy(running.service::start)
        .hasMessageStartingWith(expected)
        .hasMessageEndingWith("remove overrides.per_tenant_override_config");
  }

  @Test
  void aFileThatIsTooLargeOrHasTooManyTenantsIsWrong() throws Exception {
    Running running = new Running();
    write("#" + "x".repeat(OverridesFile.MAX_BYTES));
    assertThat(running.service.reload()).singleElement().asString().contains("more than 3,145,728");

    StringBuilder tenants = new StringBuilder("overrides:\n");
    for (int i = 0; i <= OverridesFile.MAX_TENANTS; i++) {
      tenants.append("  t").append(i).append(":\n");
    }
    write(tenants.toString());
    assertThat(running.service.reload()).singleElement().asString().contains("10,001 tenants");
  }

  @Test
  void limitsAreMetrics() throws Exception {
    write("overrides: {acme: {compaction: {block_retention: 2h}}, '*': }");
    Running running = new Running();
    running.service.reload();

    assertThat(
            registry
                .get("tempo_limits_overrides")
                .tags("user", "acme", "limit_name", "block_retention")
                .gauge()
                .value())
        .isEqualTo(7200);
    assertThat(
            registry
                .get("tempo_limits_defaults")
                .tags("limit_name", "ingestion_rate_limit_bytes")
                .gauge()
                .value())
        .isEqualTo(7);
    write("overrides: ");
    running.service.reload();
    assertThat(registry.find("tempo_limits_overrides").gauge()).isNull();
  }
}
