package dev.vivace.querier.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.error.CorruptDataException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldCursorTest {

  private final FieldCursor cursor = new FieldCursor();

  @Test
  void everyWireTypeIsRead() {
    ProtobufWriter out = new ProtobufWriter(16);
    out.writeVarintField(1, -1);
    out.writeFixed64Field(2, Long.MIN_VALUE);
    out.writeFixed32Field(3, -1);
    out.writeBytesField(1000, new byte[] {7, 8, 9}, 1, 2);
    cursor.reset(out.bytes(), 0, out.length());

    assertThat(cursor.next()).isTrue();
    assertThat(cursor.field()).isEqualTo(1);
    assertThat(cursor.value()).isEqualTo(-1);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.value()).isEqualTo(Long.MIN_VALUE);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.value()).isEqualTo(0xFFFFFFFFL);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.field()).isEqualTo(1000);
    assertThat(Arrays.copyOfRange(cursor.bytes(), cursor.valueOffset(), cursor.valueEnd()))
        .containsExactly(8, 9);
    assertThat(cursor.next()).isFalse();
  }

  @Test
  void groupsArePassedOver() {
    byte[] bytes = HexFormat.of().parseHex("0b" + "13" + "0801" + "14" + "0c" + "1805");
    cursor.reset(bytes, 0, bytes.length);

    assertThat(cursor.next()).isTrue();
    assertThat(cursor.field()).isEqualTo(3);
    assertThat(cursor.value()).isEqualTo(5);
    assertThat(cursor.next()).isFalse();
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "08,                       'needs 1 bytes, 0 left'",
    "09000000,                 'needs 8 bytes, 3 left'",
    "0d0000,                   'needs 4 bytes, 2 left'",
    "0a05aabb,                 'needs 5 bytes, 2 left'",
    "0affffffffffffffffff01,   'needs -1 bytes, 0 left'",
    "08ffffffffffffffffffff01, a varint of more than 10 bytes",
    "0001,                     field number 0",
    "0f,                       wire type 7",
    "0b,                       a group has no end",
    "0c,                       a group ends that never began",
  })
  void whatIsNoMessageIsRefused(String hex, String problem) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    cursor.reset(bytes, 0, bytes.length);

    assertThatThrownBy(cursor::next)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void theEndHoldsThoughTheArrayGoesOn() {
    byte[] bytes = {0x0A, 0x02, 1, 2};
    cursor.reset(bytes, 0, 3);

    assertThatThrownBy(cursor::next).hasMessageContaining("needs 2 bytes, 1 left");
    assertThatThrownBy(() -> cursor.reset(bytes, 3, 5)).hasMessage("message [3, 5) of 4 bytes");
  }

  @Test
  void randomBytesEndOrAreRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      cursor.reset(bytes, 0, bytes.length);
      int fields = 0;
      try {
        while (cursor.next()) {
          fields++;
        }
      } catch (CorruptDataException e) {
        assertThat(e).hasMessageContaining("stored span");
      }
      assertThat(fields).as("seed %d", seed).isLessThanOrEqualTo(bytes.length / 2);
    }
  }
}
