package dev.vivace.server;

import dev.vivace.server.config.ConfigPrinter;

/// What `--help` prints.
final class HelpText {

  private static final String USAGE =
      """
      Usage: vivace [--config.file=FILE] [FLAG]...

      Takes traces over OTLP, keeps them on disk, and gives them back through the API of Grafana Tempo.

        --config.file=FILE   YAML configuration; without one the defaults below hold
        --config.verify      check the configuration, print what is wrong with it, and end (0 or 1)
        --health             ask the running process whether it is ready, and end (0 or 1)
        --health.url=URL     what to ask; default: /ready of the process that the configuration describes
        --version            print the version and end
        --help               print this and end

      Every setting is a flag as well: its path with one or two dashes in front; inside, dashes may
      stand for underscores. A flag beats the file. The settings and their defaults:

      """;

  private HelpText() {}

  static String text() {
    return USAGE + ConfigPrinter.defaultsByPath();
  }
}
