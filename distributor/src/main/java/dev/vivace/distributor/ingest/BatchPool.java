package dev.vivace.distributor.ingest;

import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Batches and decoders for reuse: their columns are as large as the requests before needed. A
/// batch whose columns a giant request has blown up is not kept. Thread-safe.
final class BatchPool {

  private static final int MAX_BATCHES = 64;
  private static final int MAX_DECODERS = 64;
  private static final int MAX_SPANS = 16_384;
  private static final int MAX_ATTRIBUTES = 262_144;
  private static final int MAX_EVENTS_OR_LINKS = 65_536;
  private static final byte[] NO_BYTES = {};

  private final BlockingQueue<SpanBatch> batches = new ArrayBlockingQueue<>(MAX_BATCHES);
  private final BlockingQueue<SpanDecoder> decoders = new ArrayBlockingQueue<>(MAX_DECODERS);

  SpanBatch acquireBatch() {
    SpanBatch pooled = batches.poll();
    return pooled == null ? new SpanBatch() : pooled;
  }

  /// Takes a batch back, without its bytes; nobody may use it afterwards.
  void release(SpanBatch batch) {
    if (isOrdinary(batch)) {
      batch.reset(NO_BYTES, 0);
      batches.offer(batch); // What a full pool does not take is left to the collector.
    }
  }

  private static boolean isOrdinary(SpanBatch batch) {
    return batch.spans().count() <= MAX_SPANS
        && batch.spanAttributes().count() <= MAX_ATTRIBUTES
        && batch.events().count() <= MAX_EVENTS_OR_LINKS
        && batch.eventAttributes().count() <= MAX_ATTRIBUTES
        && batch.links().count() <= MAX_EVENTS_OR_LINKS
        && batch.linkAttributes().count() <= MAX_ATTRIBUTES;
  }

  SpanDecoder acquireDecoder() {
    SpanDecoder pooled = decoders.poll();
    return pooled == null ? new SpanDecoder() : pooled;
  }

  /// Takes a decoder back; nobody may use it afterwards.
  void release(SpanDecoder decoder) {
    decoders.offer(decoder);
  }
}
