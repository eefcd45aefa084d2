package dev.vivace.server;

import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.ServerConfig.LogFormat;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.lifecycle.StartException;
import dev.vivace.server.logging.Logging;
import dev.vivace.server.pages.BuildInfo;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The command: reads arguments, checks the configuration, and runs until a signal ends it.
public final class Main {

  static final int DONE = 0;
  static final int REFUSED = 1;
  static final int FAILED = 2;

  private static final int SIGNAL_EXIT = 128; // a shell's convention: 128 and the signal's number

  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, String> environment;

  Main(PrintStream out, PrintStream err, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.environment = Map.copyOf(environment);
  }

  public static void main(String[] arguments) {
    System.exit(new Main(System.out, System.err, System.getenv()).run(List.of(arguments)));
  }

  /// Does what the arguments ask for and returns the exit code.
  int run(List<String> arguments) {
    Problems problems = new Problems();
    CommandLine commandLine = CommandLine.parse(arguments, problems);
    return switch (commandLine.action()) {
      case HELP -> print(HelpText.text());
      case VERSION -> print(BuildInfo.load().describe() + "\n");
      case VERIFY -> verify(commandLine, problems);
      case HEALTH -> checkHealth(commandLine, problems);
      case RUN -> start(commandLine, problems);
    };
  }

  private int print(String text) {
    out.print(text);
    out.flush();
    return DONE;
  }

  private int verify(CommandLine commandLine, Problems problems) {
    load(commandLine, problems);
    problems.warnings().forEach(warning -> err.println("warning: " + warning));
    return reportErrors(problems) ? REFUSED : print("The configuration is valid.\n");
  }

  private int checkHealth(CommandLine commandLine, Problems problems) {
    VivaceConfig config = load(commandLine, problems);
    if (reportErrors(problems)) {
      return REFUSED;
    }
    URI url = commandLine.healthUrl();
    HealthCheck.Health health = url == null ? HealthCheck.ask(config) : HealthCheck.ask(url);
    (health.healthy() ? out : err).println(health.message());
    return health.healthy() ? DONE : REFUSED;
  }

  private VivaceConfig load(CommandLine commandLine, Problems problems) {
    return new ConfigLoader(environment, problems).load(commandLine);
  }

  private boolean reportErrors(Problems problems) {
    problems.errors().forEach(error -> err.println("error: " + error));
    return !problems.errors().isEmpty();
  }

  private int start(CommandLine commandLine, Problems problems) {
    VivaceConfig config = load(commandLine, problems);
    if (reportErrors(problems)) {
      return REFUSED;
    }
    Logging.use(
        config.server().logLevel().name(),
        config.server().logFormat() == LogFormat.JSON
            ? Logging.Format.JSON
            : Logging.Format.LOGFMT);
    Logger log = LoggerFactory.getLogger(Main.class);
    problems.warnings().forEach(log::warn);
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) -> log.error("thread {} ended by an exception", thread.getName(), thrown));
    try {
      return serve(config);
    } catch (StartException e) {
      log.debug("the start failed", e);
      err.println("error: " + e.sentence());
      return FAILED;
    }
  }

  private int serve(VivaceConfig config) {
    CountDownLatch stop = new CountDownLatch(1);
    Signals.onStop(
        number -> {
          if (stop.getCount() == 0) {
            Runtime.getRuntime().halt(SIGNAL_EXIT + number);
          }
          stop.countDown();
        });
    BuildInfo build = BuildInfo.load();
    Application application = new Wiring(config, build).application();
    application.start();
    announce(config, application, build);
    try {
      stop.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody interrupts the main thread but who wants its end
    }
    return application.stop() ? DONE : FAILED;
  }

  private void announce(VivaceConfig config, Application application, BuildInfo build) {
    long startedMillis = ManagementFactory.getRuntimeMXBean().getStartTime();
    Duration startTime = Duration.ofMillis(System.currentTimeMillis() - startedMillis);
    List<String> lines = Banner.lines(config, application.listeners(), build.version(), startTime);
    if (config.server().logFormat() == LogFormat.LOGFMT) {
      lines.forEach(err::println);
    } else {
      lines.forEach(LoggerFactory.getLogger(Main.class)::info);
    }
  }
}
