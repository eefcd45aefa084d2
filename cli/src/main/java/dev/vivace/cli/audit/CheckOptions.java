package dev.vivace.cli.audit;

import dev.vivace.cli.check.Patience;
import dev.vivace.cli.compare.Fidelity;
import dev.vivace.cli.lifecycle.Stop;
import java.net.URI;
import java.time.Duration;
import picocli.CommandLine.Option;

/// Options of the commands that check.
final class CheckOptions {
  @Option(
      names = "--api",
      defaultValue = "http://127.0.0.1:3200",
      description = "URL of the query API; default ${DEFAULT-VALUE}")
  private URI api = URI.create("http://127.0.0.1:3200");

  @Option(
      names = "--lenient",
      description =
          "pass over what Tempo is known to change: order of attributes, schema URLs, trace states, flags")
  private boolean lenient;

  @Option(
      names = "--every",
      defaultValue = "1",
      description = "check every k-th trace; default ${DEFAULT-VALUE}")
  private long every = 1;

  @Option(
      names = "--answer-within",
      defaultValue = "60s",
      converter = Durations.class,
      description =
          "how long a question is asked again while the server is away; default ${DEFAULT-VALUE}")
  private Duration answerWithin = Duration.ofSeconds(60);

  @Option(
      names = "--appear-within",
      defaultValue = "20s",
      converter = Durations.class,
      description =
          "what appears within this is stale, what does not is lost; default ${DEFAULT-VALUE}")
  private Duration appearWithin = Duration.ofSeconds(20);

  @Option(
      names = "--without-aggregates",
      description =
          "ask for traces alone, not for tags and counts, of which other senders' spans or a server's limits may change the answer")
  private boolean withoutAggregates;

  @Option(names = "--json", description = "print the report as JSON")
  private boolean json;

  void check() {
    if (every < 1) {
      throw new IllegalArgumentException("--every: " + every + " (expected: at least 1)");
    }
  }

  URI api() {
    return api;
  }

  long every() {
    return every;
  }

  boolean aggregates() {
    return !withoutAggregates;
  }

  boolean json() {
    return json;
  }

  Fidelity fidelity() {
    return lenient ? Fidelity.LENIENT : Fidelity.EXACT;
  }

  Patience patience(Stop stop) {
    return new Patience(answerWithin, appearWithin, stop);
  }
}
