package dev.vivace.distributor.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BufferPoolTest {

  private final BufferPool pool = new BufferPool(20_000);

  @ParameterizedTest
  @CsvSource({
    "0, 4096",
    "1, 4096",
    "4096, 4096",
    "4097, 8192",
    "4194304, 4194304",
    "4194305, 4194305",
    "67108864, 67108864",
  })
  void arraysHaveAtLeastTheSizeAskedFor(int asked, int expected) {
    assertThat(pool.acquire(asked)).hasSize(expected);
    assertThat(BufferPool.capacity(asked)).isEqualTo(expected);
  }

  @Test
  void aReleasedArrayIsGivenOutAgain() {
    byte[] array = pool.acquire(5000);
    pool.release(array);

    assertThat(pool.acquire(4000)).isNotSameAs(array);
    assertThat(pool.acquire(8192)).isSameAs(array);
    assertThat(pool.acquire(8192)).isNotSameAs(array);
  }

  @Test
  void anArrayFromElsewhereServesTheLargestClassItHolds() {
    byte[] odd = new byte[10_000];
    pool.release(odd);

    assertThat(pool.acquire(10_000)).isNotSameAs(odd);
    assertThat(pool.acquire(8000)).isSameAs(odd);
  }

  @Test
  void noMoreIsRetainedThanTheLimit() {
    for (int i = 0; i < 10; i++) {
      pool.release(new byte[8192]);
    }

    assertThat(pool.retainedBytes()).isEqualTo(16_384);
  }
}
