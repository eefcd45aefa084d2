package dev.vivace.model.span;

import java.util.Arrays;

/// The resources or the scopes of a request, each as the slice of an *envelope*: the OTLP
/// `ResourceSpans` message without its scope spans, or the `ScopeSpans` message without its spans.
/// In this order: field 1 (the resource or scope message, written even if it is empty), field 3
/// (the schema URL, if not empty), unknown fields. So equal senders give equal bytes, and an answer
/// is an envelope followed by what it envelops.
public final class EnvelopeList {

  /// What the columns take for one element.
  static final int ROW_BYTES = Long.BYTES;

  private int count;
  private long[] envelopes = new long[16];

  public int count() {
    return count;
  }

  /// Slice of the envelope's bytes.
  public long envelope(int index) {
    return envelopes[index];
  }

  /// How many elements the array has room for.
  int capacity() {
    return envelopes.length;
  }

  public int add(long envelope) {
    if (count == envelopes.length) {
      envelopes = Arrays.copyOf(envelopes, count * 2);
    }
    envelopes[count] = envelope;
    return count++;
  }

  public void truncate(int newCount) {
    count = newCount;
  }

  public void clear() {
    count = 0;
  }
}
