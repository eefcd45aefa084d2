package dev.vivace.cli.audit;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command `audit`, which does nothing without one of its own commands.
@Command(
    name = "audit",
    description = "Shows whether a server that speaks Tempo's API keeps what it acknowledged.",
    mixinStandardHelpOptions = true)
public final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "audit: no command (expected: write, check or run)");
  }
}
