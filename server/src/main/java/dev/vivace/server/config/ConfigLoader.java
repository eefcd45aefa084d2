package dev.vivace.server.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

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
    return config;
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
        && receivers.zipkin() == null) {
      problems.warning(
          "distributor.receivers", "no receiver is on, so no spans can be taken; add 'otlp:'");
    }
  }
}
