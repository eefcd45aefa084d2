package dev.vivace.storage.protocol;

/// A protocol that is over when it begins.
record Finished<R>(R result) implements StoreProtocol<R> {

  @Override
  public StoreStep<R> begin() {
    return new StoreStep.Done<>(result);
  }

  @Override
  public StoreStep<R> answered(StoreAnswer answer) {
    throw new IllegalStateException("an answer without a call: " + answer);
  }
}
