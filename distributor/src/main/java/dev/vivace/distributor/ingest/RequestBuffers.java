package dev.vivace.distributor.ingest;

import dev.vivace.transport.InFlightBytes;

/// Where request bytes are collected: arrays from a pool, within the budget of the process and the
/// limit of one request.
///
/// @param maxBytes largest request, on the wire and inflated
public record RequestBuffers(BufferPool pool, InFlightBytes budget, int maxBytes) {

  /// An empty request.
  public RequestBytes open() {
    return open(0);
  }

  /// An empty request of which the transport holds that many bytes, counted by itself, until it is
  /// answered.
  public RequestBytes open(long transportBytes) {
    return new RequestBytes(this, transportBytes);
  }

  /// The refusal of a request over the limit.
  public RefusedException tooLarge() {
    return new RefusedException(
        Failure.TOO_LARGE,
        "request of more than %d bytes, inflated; send smaller batches".formatted(maxBytes));
  }

  /// The refusal of a request that the budget cannot hold now.
  public RefusedException noBudget() {
    return new RefusedException(
        Failure.BUSY,
        "busy: requests in flight fill the budget of %d bytes; try again"
            .formatted(budget.limitBytes()));
  }
}
