package dev.vivace.distributor.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import org.junit.jupiter.api.Test;

class BatchPoolTest {

  private final BatchPool pool = new BatchPool(64 << 20);

  @Test
  void aReleasedBatchIsGivenOutAgain() {
    SpanBatch batch = pool.acquireBatch();
    pool.release(batch);

    assertThat(pool.retainedBytes()).isEqualTo(batch.columnCapacityBytes());
    assertThat(pool.acquireBatch()).isSameAs(batch);
    assertThat(pool.retainedBytes()).isZero();
    assertThat(pool.acquireBatch()).isNotSameAs(batch);
  }

  @Test
  void aBatchThatWasBlownUpIsNotKeptEvenIfItsRowsWereRefused() {
    SpanBatch batch = pool.acquireBatch();
    while (batch.columnCapacityBytes() <= BatchPool.MAX_COLUMN_BYTES) {
      batch.events().add();
    }
    batch.events().truncate(0);
    pool.release(batch);

    assertThat(pool.retainedBytes()).isZero();
  }

  @Test
  void noMoreIsRetainedThanTheLimit() {
    long one = new SpanBatch().columnCapacityBytes();
    BatchPool small = new BatchPool(2 * one + one / 2);
    for (int i = 0; i < 5; i++) {
      small.release(new SpanBatch());
    }

    assertThat(small.retainedBytes()).isEqualTo(2 * one);
  }

  @Test
  void aDecoderIsKeptUnlessItReadAGiantRequest() {
    SpanDecoder decoder = pool.acquireDecoder();
    pool.release(decoder, 16 << 20);
    assertThat(pool.acquireDecoder()).isNotSameAs(decoder);

    pool.release(decoder, 1000);
    assertThat(pool.acquireDecoder()).isSameAs(decoder);
  }
}
