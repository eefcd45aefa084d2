package dev.vivace.server.config;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The file with limits of single tenants.
///
/// ```text
///   overrides:
///     acme:                       a tenant, or "*" for those that are not named
///       ingestion:                the groups and keys of overrides.defaults
///         rate_limit_bytes: 1MB   what is not written is as in overrides.defaults
/// ```
///
/// Variables of the environment are replaced as in the configuration file.
public final class OverridesFile {

  /// The largest file, which is also the most that the YAML reader takes.
  public static final int MAX_BYTES = 3 << 20;

  /// The most tenants in the file.
  public static final int MAX_TENANTS = 10_000;

  private static final String TENANTS = "overrides";
  private static final String WILDCARD = "*";

  private final LimitsConfig defaults;
  private final Map<String, String> environment;
  private final Problems problems;

  /// @param defaults what each tenant's limits are laid over
  public OverridesFile(LimitsConfig defaults, Map<String, String> environment, Problems problems) {
    this.defaults = defaults;
    this.environment = Map.copyOf(environment);
    this.problems = problems;
  }

  /// The limits that the file says. They must not be used if there are [Problems#errors()]
  /// afterwards.
  public TenantLimits read(Path file) {
    return content(file).map(bytes -> read(bytes, file)).orElse(TenantLimits.ofDefaults(defaults));
  }

  private Optional<byte[]> content(Path file) {
    String setting = "overrides.per_tenant_override_config";
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        return Optional.of(bytes);
      }
      problems.error(
          setting,
          "'%s' has more than %,d bytes, the most there may be; name fewer tenants, or use '*'"
              .formatted(file, MAX_BYTES));
    } catch (NoSuchFileException _) {
      problems.error(setting, "there is no file '%s'".formatted(file));
    } catch (IOException e) {
      problems.error(setting, "cannot read '%s': %s".formatted(file, e.getMessage()));
    }
    return Optional.empty();
  }

  private TenantLimits read(byte[] bytes, Path file) {
    String name = String.valueOf(file.getFileName());
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      problems.error(name, "not UTF-8 text");
      return TenantLimits.ofDefaults(defaults);
    }
    String expanded = new EnvironmentExpander(environment, name, problems).expand(text);
    ConfigNode.Mapping root = YamlReader.read(expanded, name, problems);
    root.entries()
        .forEach(
            (key, value) -> {
              if (!key.equals(TENANTS)) {
                problems.error(
                    value.origin(), "%s: unknown key; expected 'overrides:'".formatted(key));
              }
            });
    return switch (root.entries().get(TENANTS)) {
      case null -> TenantLimits.ofDefaults(defaults);
      case ConfigNode.Absent _ -> TenantLimits.ofDefaults(defaults);
      case ConfigNode.Mapping tenants -> tenants(tenants);
      case ConfigNode other -> {
        problems.error(other.origin(), "overrides: expected tenants, each with limits below it");
        yield TenantLimits.ofDefaults(defaults);
      }
    };
  }

  private TenantLimits tenants(ConfigNode.Mapping tenants) {
    if (tenants.entries().size() > MAX_TENANTS) {
      problems.error(
          tenants.origin(),
          "overrides: %,d tenants (expected: at most %,d); use '*' for those that are alike"
              .formatted(tenants.entries().size(), MAX_TENANTS));
      return TenantLimits.ofDefaults(defaults);
    }
    LimitsConfig wildcard = null;
    Map<TenantId, LimitsConfig> byTenant = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigNode> entry : tenants.entries().entrySet()) {
      LimitsConfig limits = limits(entry.getKey(), entry.getValue());
      if (entry.getKey().equals(WILDCARD)) {
        wildcard = limits;
      } else {
        tenant(entry).ifPresent(tenant -> byTenant.put(tenant, limits));
      }
    }
    return new TenantLimits(defaults, wildcard, byTenant);
  }

  private Optional<TenantId> tenant(Map.Entry<String, ConfigNode> entry) {
    try {
      return Optional.of(new TenantId(entry.getKey()));
    } catch (InvalidRequestException e) {
      problems.error(
          entry.getValue().origin(), "overrides.%s: %s".formatted(entry.getKey(), e.getMessage()));
      return Optional.empty();
    }
  }

  private LimitsConfig limits(String tenant, ConfigNode node) {
    return switch (node) {
      case ConfigNode.Mapping written ->
          RecordBinder.ofLimits(problems, tenant).bindLimits(defaults, written, tenant);
      case ConfigNode.Absent _ -> defaults;
      default -> {
        problems.error(
            node.origin(), "overrides.%s: expected groups of limits below it".formatted(tenant));
        yield defaults;
      }
    };
  }
}
