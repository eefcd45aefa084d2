package dev.vivace.cli;

import dev.vivace.cli.audit.AuditCommand;
import dev.vivace.cli.audit.CheckCommand;
import dev.vivace.cli.audit.RunCommand;
import dev.vivace.cli.audit.WriteCommand;
import dev.vivace.cli.lifecycle.Stop;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command line tool.
@Command(
    name = "vivace-cli",
    description = "Tools for Vivace, and for other servers that speak Tempo's API.",
    mixinStandardHelpOptions = true)
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  public static void main(String[] arguments) {
    Stop.exitWith(stop -> run(stop, arguments));
  }

  /// Runs a command on the standard streams and returns the process's exit code.
  static int run(Stop stop, String... arguments) {
    return commandLine(stop).execute(arguments);
  }

  /// The commands, which use the streams of the process unless told otherwise.
  public static CommandLine commandLine(Stop stop) {
    CommandLine audit =
        new CommandLine(new AuditCommand())
            .addSubcommand(new WriteCommand(stop))
            .addSubcommand(new CheckCommand(stop))
            .addSubcommand(new RunCommand(stop));
    return new CommandLine(new Main())
        .addSubcommand(audit)
        .setExecutionExceptionHandler((e, command, _) -> fail(e, command));
  }

  // What can go wrong says what to do; the stack is for mistakes of ours.
  private static int fail(Exception e, CommandLine command) {
    PrintWriter err = command.getErr();
    err.println("error: " + (e.getMessage() == null ? e : e.getMessage()));
    if (e instanceof IllegalStateException || e instanceof NullPointerException) {
      e.printStackTrace(err);
    }
    err.flush();
    return ExitCode.USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command (expected: audit)");
  }
}
