package dev.vivace.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ByteSinkTest {

  @Test
  void bytesThatMakeItGrowAreWritten() {
    ByteSink sink = new ByteSink();
    for (int i = 0; i < 100_000; i++) {
      sink.writeByte(i);
    }

    assertThat(sink.length()).isEqualTo(100_000);
    for (int i = 0; i < 100_000; i++) {
      assertThat(sink.bytes()[i]).isEqualTo((byte) i);
    }
  }
}
