package dev.vivace.server;

import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.Listener;
import dev.vivace.server.pages.BuildInfo;
import java.util.List;
import java.util.Map;

/// A whole process inside this one: for the training run of the build.
public final class Server {

  private final Application application;

  private Server(Application application) {
    this.application = application;
  }

  /// Starts with these flags; throws if they are wrong or a service cannot start.
  public static Server start(List<String> flags) {
    Problems problems = new Problems();
    VivaceConfig config =
        new ConfigLoader(Map.of(), problems).load(CommandLine.parse(flags, problems));
    if (!problems.errors().isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems.errors()));
    }
    Application application = new Wiring(config, BuildInfo.load()).application();
    application.start();
    return new Server(application);
  }

  /// The port on which a protocol is spoken, by its name in the banner.
  public int port(String protocol) {
    return application.listeners().stream()
        .filter(listener -> listener.protocol().equals(protocol))
        .map(Listener::address)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("nothing speaks " + protocol))
        .getPort();
  }

  /// Stops and says whether all ended in time.
  public boolean stop() {
    return application.stop();
  }
}
