package dev.vivace.server.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.distributor.DistributorConfig;
import dev.vivace.distributor.forward.ForwarderConfig;
import dev.vivace.distributor.forward.Forwarding;
import dev.vivace.distributor.ingest.IngestLimits;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.ConfigPrinter;
import dev.vivace.server.config.OverridesFile;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.overrides.Overrides;
import dev.vivace.server.overrides.OverridesService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written of redaction and forwarders reaches the distributor.
class TenantRulesTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");

  @TempDir Path folder;

  private VivaceConfig config(String text) throws IOException {
    Problems problems = new Problems();
    Path file = Files.writeString(folder.resolve("vivace.yaml"), text);
    VivaceConfig config =
        new ConfigLoader(Map.of("REDACTION_KEY", "0123456789abcdef"), problems)
            .load(CommandLine.parse(List.of("--config.file=" + file), problems));
    assertThat(problems.errors()).isEmpty();
    return config;
  }

  private static DistributorConfig distributor(VivaceConfig config, Overrides overrides) {
    return new DistributorService(
            config,
            overrides,
            () -> null,
            (tenant, format, nanos, limit, batch, done) -> done.run(null),
            new SimpleMeterRegistry())
        .distributorConfig();
  }

  @Test
  void rulesHoldForTheirTenantAndAreCompiledOnce() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "0123456789abcdef\n");
    Path tenants =
        Files.writeString(
            folder.resolve("tenants.yaml"),
            """
            overrides:
              acme:
                redaction:
                  hash_key_file: %s
                  rules: [{ action: hash, key: user.id }]
            """
                .formatted(key));
    VivaceConfig config =
        config("overrides: { per_tenant_override_config: \"%s\" }".formatted(tenants));
    Overrides overrides = new Overrides(config.overrides().defaults());
    OverridesService service =
        new OverridesService(config.overrides(), Map.of(), overrides, new SimpleMeterRegistry());
    service.start();
    DistributorConfig distributor = distributor(config, overrides);

    IngestLimits limits = distributor.limits().apply(ACME);
    assertThat(limits.redaction())
        .isNotNull()
        .isSameAs(distributor.limits().apply(ACME).redaction());
    assertThat(distributor.limits().apply(OTHER).redaction()).isNull();
    service.stop(java.time.Duration.ZERO);
  }

  @Test
  void anotherKeyInTheFileIsNoticedWhenItIsReadAgain() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "0123456789abcdef");
    VivaceConfig config = config("{}");
    Path tenants =
        Files.writeString(
            folder.resolve("tenants.yaml"),
            "overrides: {acme: {redaction: {hash_key_file: %s, rules: [{action: hash, key: a}]}}}"
                .formatted(key));
    OverridesFile file = new OverridesFile(config.overrides().defaults(), Map.of(), new Problems());

    var before = file.read(tenants).of(ACME).redaction();
    assertThat(file.read(tenants).of(ACME).redaction()).isEqualTo(before);
    Files.writeString(key, "another-key-of-16-bytes");
    assertThat(file.read(tenants).of(ACME).redaction()).isNotEqualTo(before);
  }

  @Test
  void aKeyFromTheEnvironmentIsNeverShown() throws IOException {
    VivaceConfig config =
        config(
            """
            overrides:
              defaults:
                redaction:
                  hash_key: ${REDACTION_KEY}
                  rules: [{ action: hash, key: user.id }]
            """);
    assertThat(ConfigPrinter.yaml(config))
        .contains("hash_key: '********'")
        .doesNotContain("0123456789abcdef");
    assertThat(config.toString()).doesNotContain("0123456789abcdef");
    Overrides overrides = new Overrides(config.overrides().defaults());
    assertThat(distributor(config, overrides).limits().apply(ACME).redaction()).isNotNull();
  }

  @Test
  void aKeyThatIsTooShortIsNotTaken() {
    assertThatThrownBy(
            () ->
                config(
                    "overrides: {defaults: {redaction: {hash_key: short, rules: [{action: hash, key: a}]}}}"))
        .hasMessageContaining("a key of 5 bytes");
  }

  @Test
  void everySettingOfForwardersReachesThem() throws IOException {
    VivaceConfig config =
        config(
            """
            distributor:
              forwarders:
                - name: far
                  backend: otlpgrpc
                  otlpgrpc: { endpoints: ["h:1", "[::1]:2"], tls: { insecure: true } }
                - { name: safe, otlpgrpc: { endpoints: ["h:3"], tls: { cert_file: ca.pem } } }
            overrides:
              defaults:
                forwarders: [far]
                metrics_generator: { forwarder: { queue_size: 7 } }
            """);
    DistributorConfig distributor =
        distributor(config, new Overrides(config.overrides().defaults()));
    assertThat(distributor.forwarders())
        .containsExactly(
            new ForwarderConfig(
                "far",
                List.of(
                    new ForwarderConfig.Endpoint("h", 1), new ForwarderConfig.Endpoint("::1", 2)),
                true,
                null),
            new ForwarderConfig(
                "safe", List.of(new ForwarderConfig.Endpoint("h", 3)), false, Path.of("ca.pem")));
    assertThat(distributor.limits().apply(ACME).forwarding())
        .isEqualTo(new Forwarding(List.of("far"), 7, 2));
  }
}
