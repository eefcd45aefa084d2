package dev.vivace.distributor.ingest;

import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import java.util.ArrayDeque;

/// Batches and decoders for reuse: their columns are as large as the requests before needed. What a
/// giant request has blown up, or what would let the pool retain more than its limit, is left to
/// the collector. Thread-safe.
public final class BatchPool {

  /// The columns of the largest batch that is kept; those of 8192 everyday spans take about 5 MiB.
  static final long MAX_COLUMN_BYTES = 8 << 20;

  /// The largest request after which a decoder is kept: its buffers are a few times as large.
  private static final int MAX_DECODED_BYTES = 4 << 20;

  private static final int MAX_DECODERS = 64;
  private static final byte[] NO_BYTES = {};

  private final long maxRetainedBytes;
  private final ArrayDeque<SpanBatch> batches = new ArrayDeque<>();
  private final ArrayDeque<SpanDecoder> decoders = new ArrayDeque<>();
  private long retainedBytes;

  /// @param maxRetainedBytes what the columns of all batches may take while no request needs them
  public BatchPool(long maxRetainedBytes) {
    this.maxRetainedBytes = maxRetainedBytes;
  }

  synchronized SpanBatch acquireBatch() {
    SpanBatch pooled = batches.pollLast();
    if (pooled == null) {
      return new SpanBatch();
    }
    retainedBytes -= pooled.columnCapacityBytes();
    return pooled;
  }

  /// Takes a batch back, without its bytes; nobody may use it afterwards.
  synchronized void release(SpanBatch batch) {
    long columnBytes = batch.columnCapacityBytes();
    if (columnBytes <= MAX_COLUMN_BYTES && retainedBytes + columnBytes <= maxRetainedBytes) {
      batch.reset(NO_BYTES, 0);
      retainedBytes += columnBytes;
      batches.addLast(batch);
    }
  }

  synchronized SpanDecoder acquireDecoder() {
    SpanDecoder pooled = decoders.pollLast();
    return pooled == null ? new SpanDecoder() : pooled;
  }

  /// Takes back a decoder that has read a request of that many bytes; nobody may use it afterwards.
  synchronized void release(SpanDecoder decoder, int requestBytes) {
    if (requestBytes <= MAX_DECODED_BYTES && decoders.size() < MAX_DECODERS) {
      decoders.addLast(decoder);
    }
  }

  synchronized long retainedBytes() {
    return retainedBytes;
  }
}
