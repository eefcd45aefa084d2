package dev.vivace.server.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The arguments: a few that are about the start itself, and one flag for every setting, with the
/// setting's path as name, one or two dashes, and dashes or underscores inside:
/// `--server.http-listen-port=3201`, `-target all`.
///
/// @param action what is asked for; usually to run
/// @param configFile null if there is none: defaults and flags decide
/// @param healthUrl null asks the process that the configuration describes
/// @param flags the settings among the arguments
public record CommandLine(
    Action action, @Nullable Path configFile, @Nullable URI healthUrl, ConfigNode.Mapping flags) {

  /// What the process is started for.
  public enum Action {
    RUN,
    VERIFY,
    HEALTH,
    VERSION,
    HELP
  }

  private static final Set<String> SWITCHES =
      Set.of(
          "config.verify",
          "config.expand_env",
          "version",
          "health",
          "help",
          "h",
          "multitenancy.enabled",
          "auth.enabled",
          "auth_enabled");

  /// Reads arguments; what cannot be read is reported and left out.
  public static CommandLine parse(List<String> arguments, Problems problems) {
    return new Parser(arguments, problems).parse();
  }

  private static final class Parser {

    private final Deque<String> arguments;
    private final Problems problems;
    private Action action = Action.RUN;
    private @Nullable Path configFile;
    private @Nullable URI healthUrl;
    private ConfigNode.Mapping flags = new ConfigNode.Mapping(new LinkedHashMap<>(), "flags");

    Parser(List<String> arguments, Problems problems) {
      this.arguments = new ArrayDeque<>(arguments);
      this.problems = problems;
    }

    CommandLine parse() {
      while (!arguments.isEmpty()) {
        argument(arguments.removeFirst());
      }
      return new CommandLine(action, configFile, healthUrl, flags);
    }

    private void argument(String argument) {
      if (!argument.startsWith("-") || argument.replace("-", "").isEmpty()) {
        problems.error(
            "argument '" + argument + "'", "expected a flag such as --config.file=vivace.yaml");
        return;
      }
      int equals = argument.indexOf('=');
      String written = equals < 0 ? argument : argument.substring(0, equals);
      String name = written.substring(written.startsWith("--") ? 2 : 1).replace('-', '_');
      String origin = "flag " + written;
      value(name, equals < 0 ? null : argument.substring(equals + 1), origin)
          .ifPresent(value -> take(name, value, origin));
    }

    private Optional<String> value(String name, @Nullable String written, String origin) {
      if (written != null) {
        return Optional.of(written);
      }
      boolean isSwitch =
          SWITCHES.contains(name)
              || Schema.typeOf(name).filter(t -> t == boolean.class).isPresent();
      if (isSwitch) {
        return Optional.of("true");
      }
      if (arguments.isEmpty() || arguments.getFirst().startsWith("-")) {
        problems.error(origin, "found no value, expected %s=VALUE".formatted(origin.substring(5)));
        return Optional.empty();
      }
      return Optional.of(arguments.removeFirst());
    }

    private void take(String name, String value, String origin) {
      switch (name) {
        case "config.file" -> configFile = Path.of(value);
        case "config.expand_env" -> {} // always on
        case "config.verify" -> choose(Action.VERIFY, value, origin);
        case "version" -> choose(Action.VERSION, value, origin);
        case "health" -> choose(Action.HEALTH, value, origin);
        case "help", "h" -> choose(Action.HELP, value, origin);
        case "health.url" -> healthUrl = url(value, origin);
        default -> flags = flags.with(name, node(name, value, origin));
      }
    }

    private void choose(Action chosen, String value, String origin) {
      switch (value) {
        case "true" -> action = chosen;
        case "false" -> {}
        default -> problems.error(origin, "found '%s', expected true or false".formatted(value));
      }
    }

    private @Nullable URI url(String value, String origin) {
      if (!value.startsWith("http://") && !value.startsWith("https://")) {
        problems.error(origin, "found '%s', expected http://…".formatted(value));
        return null;
      }
      return URI.create(value);
    }

    /// A list is written with commas.
    private static ConfigNode node(String name, String value, String origin) {
      ConfigNode.Scalar scalar = new ConfigNode.Scalar(value, origin);
      if (Schema.typeOf(name).filter(type -> type == List.class).isEmpty()) {
        return scalar;
      }
      List<ConfigNode> items = new ArrayList<>();
      Arrays.stream(value.split(","))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .forEach(item -> items.add(new ConfigNode.Scalar(item, origin)));
      return new ConfigNode.Sequence(items, origin);
    }
  }
}
