package dev.vivace.distributor.ingest;

/// A request is refused before it is decoded; carries the answer. Has no stack trace: refusing is
/// ordinary, and must stay cheap when it happens often.
public final class RefusedException extends Exception {

  private final transient IngestOutcome.Failed outcome;

  public RefusedException(IngestOutcome.Failed outcome) {
    super(outcome.message(), null, false, false);
    this.outcome = outcome;
  }

  public RefusedException(Failure failure, String message) {
    this(new IngestOutcome.Failed(failure, message));
  }

  public IngestOutcome.Failed outcome() {
    return outcome;
  }
}
