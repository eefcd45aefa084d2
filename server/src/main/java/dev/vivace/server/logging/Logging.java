package dev.vivace.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/// Sets Logback up without files: logfmt at `info` until [#use] says otherwise. Logback finds this
/// class as a service.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

  /// The look of a line.
  public enum Format {
    LOGFMT,
    JSON
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    apply(context, Level.INFO, Format.LOGFMT);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /// Changes what is logged and how, for the whole process.
  ///
  /// @param level `debug`, `info`, `warn` or `error`
  public static void use(String level, Format format) {
    apply((LoggerContext) LoggerFactory.getILoggerFactory(), Level.toLevel(level), format);
  }

  private static void apply(LoggerContext context, Level level, Format format) {
    LineEncoder encoder =
        new LineEncoder(format == Format.JSON ? new JsonLine() : new LogfmtLine());
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget(ConsoleTarget.SystemErr.getName());
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    root.setLevel(level);
    quietLibraries(context, level);
  }

  /// At `debug` Netty and gRPC write a line for every frame.
  private static void quietLibraries(LoggerContext context, Level level) {
    Level libraries = level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN;
    for (String name : new String[] {"io.netty", "io.grpc", "io.micrometer"}) {
      context.getLogger(name).setLevel(libraries);
    }
  }
}
