package dev.vivace.server.config;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import dev.vivace.server.config.JaegerReceiverConfig.ProtocolsConfig;
import dev.vivace.server.config.JaegerReceiverConfig.UdpConfig;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the configuration of a process from its command line, its file and its environment.
public final class ConfigLoader {

  private final Map<String, String> environment;
  private final Problems problems;

  public ConfigLoader(Map<String, String> environment, Problems problems) {
    this.environment = Map.copyOf(environment);
    this.problems = problems;
  }

  /// The configuration. It must not be used if there are [Problems#errors()] afterwards.
  public VivaceConfig load(CommandLine commandLine) {
    VivaceConfig config = VivaceConfig.defaults();
    Path file = commandLine.configFile();
    if (file != null) {
      config = fromFile(config, file);
    }
    config =
        new RecordBinder(problems, false)
            .bind(config, new Aliases(problems).resolve(commandLine.flags()));
    warnAboutReceivers(config);
    warnAboutForwarders(config);
    checkTenantLimits(config.overrides());
    requireTenantOfDatagrams(config);
    new DoorChecks(problems).check(config);
    return config;
  }

  /// The process reads the file again when it starts; here all that is wrong is found at once.
  private void checkTenantLimits(OverridesConfig overrides) {
    if (!overrides.perTenantOverrideConfig().isEmpty()) {
      new OverridesFile(overrides.defaults(), environment, problems)
          .read(Path.of(overrides.perTenantOverrideConfig()));
    }
  }

  private VivaceConfig fromFile(VivaceConfig base, Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      String text = Files.readString(file);
      String expanded = new EnvironmentExpander(environment, name, problems).expand(text);
      ConfigNode.Mapping written = YamlReader.read(expanded, name, problems);
      return new RecordBinder(problems, true).bind(base, new Aliases(problems).resolve(written));
    } catch (NoSuchFileException _) {
      problems.error("flag --config.file", "there is no file '%s'".formatted(file));
    } catch (CharacterCodingException _) {
      problems.error(name, "not UTF-8 text");
    } catch (IOException e) {
      problems.error("flag --config.file", "cannot read '%s': %s".formatted(file, e.getMessage()));
    }
    return base;
  }

  private void warnAboutReceivers(VivaceConfig config) {
    ReceiversConfig receivers = config.distributor().receivers();
    if (receivers.otlpGrpc() == null
        && receivers.otlpHttp() == null
        && receivers.jaegerProtocols().equals(ProtocolsConfig.none())
        && receivers.zipkin() == null) {
      problems.warning(
          "distributor.receivers", "no receiver is on, so no spans can be taken; add 'otlp:'");
    }
  }

  private void warnAboutForwarders(VivaceConfig config) {
    List<String> known =
        config.distributor().forwarders().stream().map(ForwarderConfig::name).toList();
    for (String name : config.overrides().defaults().forwarders()) {
      if (!known.contains(name)) {
        problems.warning(
            "overrides.defaults.forwarders",
            "no forwarder '%s' in distributor.forwarders (known: %s); nothing is sent there"
                .formatted(name, known));
      }
    }
  }

  /// Without a tenant of their own, datagrams would all be dropped.
  private void requireTenantOfDatagrams(VivaceConfig config) {
    ProtocolsConfig jaeger = config.distributor().receivers().jaegerProtocols();
    requireTenant(config, "thrift_compact", jaeger.thriftCompact());
    requireTenant(config, "thrift_binary", jaeger.thriftBinary());
  }

  private void requireTenant(VivaceConfig config, String protocol, @Nullable UdpConfig udp) {
    if (udp == null) {
      return;
    }
    String setting = "distributor.receivers.jaeger.protocols." + protocol + ".tenant";
    if (!udp.tenant().isEmpty()) {
      try {
        new TenantId(udp.tenant());
      } catch (InvalidRequestException e) {
        problems.error(setting, String.valueOf(e.getMessage()));
      }
    } else if (config.multitenancyEnabled()) {
      problems.error(
          setting,
          "multitenancy is on and datagrams do not name their tenant; say whose they are, or remove '%s:'"
              .formatted(protocol));
    }
  }
}
