package dev.vivace.distributor.ingest;

import dev.vivace.distributor.ingest.IngestOutcome.Failed;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The outcome of a request for a caller that waits for it, on its virtual thread.
public final class AwaitedOutcome extends CompletableFuture<IngestOutcome> {

  private static final Logger LOG = LoggerFactory.getLogger(AwaitedOutcome.class);

  /// How long an answer waits for the write path; a client gives up earlier.
  private static final Duration MAX_WAIT = Duration.ofSeconds(60);

  /// Waits; what never came or failed is a failure that says so.
  public IngestOutcome await() throws InterruptedException {
    try {
      return get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("no outcome after {}", MAX_WAIT, e);
      return new Failed(Failure.BUSY, "not stored after %s; try again".formatted(MAX_WAIT));
    } catch (ExecutionException e) {
      LOG.error("ingesting a request failed", e.getCause());
      return new Failed(Failure.INTERNAL, "internal error; see the server's log");
    }
  }
}
