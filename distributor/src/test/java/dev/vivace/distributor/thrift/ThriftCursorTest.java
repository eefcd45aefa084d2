package dev.vivace.distributor.thrift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the two formats say byte for byte; that whole batches are read as the reference library
/// writes them is tested with their reader.
class ThriftCursorTest {

  private static final int TRUE_FIELD = 1 << 8 | ThriftCursor.BOOL;

  private static ThriftCursor cursor(String format, String hex) {
    return cursor(format, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  private static ThriftCursor cursor(String format, byte[] bytes) {
    return format.equals("binary")
        ? new BinaryCursor(bytes, bytes.length)
        : new CompactCursor(bytes, bytes.length);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "binary,  02 0001 01 06 0002 fffe 0a 0003 0000000000000101 00",
    "compact, 11 14 03 16 82 04 00",
  })
  void fieldsHaveAnIdATypeAndAValue(String format, String hex) {
    ThriftCursor cursor = cursor(format, hex);

    cursor.beginStruct();
    assertThat(cursor.readField()).isEqualTo(TRUE_FIELD);
    assertThat(cursor.readBool()).isTrue();
    assertThat(cursor.readField()).isEqualTo(2 << 8 | ThriftCursor.I16);
    assertThat(cursor.readShort()).isEqualTo((short) -2);
    assertThat(cursor.readField()).isEqualTo(3 << 8 | ThriftCursor.I64);
    assertThat(cursor.readLong()).isEqualTo(257);
    assertThat(cursor.readField()).isEqualTo(ThriftCursor.STOP);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "binary,  04 0001 3ff8000000000000 00",
    "compact, 17 000000000000f83f 00",
  })
  void doublesHaveTheOrderOfTheFormat(String format, String hex) {
    ThriftCursor cursor = cursor(format, hex);

    cursor.beginStruct();
    assertThat(cursor.readField()).isEqualTo(1 << 8 | ThriftCursor.DOUBLE);
    assertThat(cursor.readDouble()).isEqualTo(1.5);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "binary,  80010004 00000009 656d69744261746368 00000007 00",
    "binary,  00000009 656d69744261746368 04 00000007 00",
    "binary,  80010001 0000000f 4167656e743a656d69744261746368 00000007 00",
    "compact, 82 81 07 09 656d69744261746368 00",
    "compact, 82 21 8780808008 0f 4167656e743a656d69744261746368 00",
  })
  void callsAreKnownByNameWithAndWithoutTheServices(String format, String hex) {
    ThriftCursor cursor = cursor(format, hex);

    assertThat(cursor.readCall()).isEqualTo("emitBatch");
    cursor.beginStruct();
    assertThat(cursor.readField()).isEqualTo(ThriftCursor.STOP);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "binary,  80020004 00000001 65 00000007",
    "compact, 81 81 07 01 65",
    "compact, 82 82 07 01 65",
  })
  void callsOfAnotherVersionAreRefused(String format, String hex) {
    assertThatThrownBy(() -> cursor(format, hex).readCall())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("expected: ");
  }

  /// A struct with every type, nested ones and an empty map, list and set among them.
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "binary,  02 0001 00 03 0002 7f 06 0003 0001 08 0004 00000001 0a 0005 0000000000000001 "
        + "04 0006 3ff8000000000000 0b 0007 00000002 6869 0f 0008 02 00000002 0100 0e 0009 0b 00000000 "
        + "0d 000a 0b 08 00000001 00000001 61 00000005 0d 000b 0b 08 00000000 0c 000c 02 0001 01 00 "
        + "10 000d 000102030405060708090a0b0c0d0e0f 0f 000e 0c 00000002 00 00 00 ff",
    "compact, 12 13 7f 14 02 15 02 16 02 17 000000000000f83f 18 02 6869 19 21 01 02 1a 08 "
        + "1b 01 85 01 61 0a 1b 00 1c 11 00 1d 000102030405060708090a0b0c0d0e0f 19 2c 00 00 00 ff",
  })
  void everyTypeCanBeSkipped(String format, String hex) {
    ThriftCursor cursor = cursor(format, hex);

    cursor.skip(ThriftCursor.STRUCT);

    assertThat(cursor.readByte()).isEqualTo((byte) 0xff);
  }

  @Test
  void aFieldFarFromTheLastOneNamesItsId() {
    ThriftCursor cursor = cursor("compact", "11 03 a006 02 13 05 00");

    cursor.beginStruct();
    assertThat(cursor.readField()).isEqualTo(TRUE_FIELD);
    assertThat(cursor.readBool()).isTrue();
    assertThat(cursor.readField()).isEqualTo(400 << 8 | ThriftCursor.BYTE);
    assertThat(cursor.readByte()).isEqualTo((byte) 2);
    assertThat(cursor.readField()).isEqualTo(401 << 8 | ThriftCursor.BYTE);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "binary,  0f 0001 0c 7fffffff",
    "binary,  0f 0001 0c ffffffff",
    "binary,  0f 0001 0a 00000002 0000000000000000 00",
    "binary,  0b 0001 7fffffff 61",
    "binary,  0b 0001 ffffffff 61",
    "binary,  0d 0001 0b 0b 40000000 00",
    "binary,  0d 0001 0b 0b ffffffff 00",
    "compact, 19 fc ffffffff07 00",
    "compact, 19 fc ffffffff0f 00",
    "compact, 18 ffffffff07 61",
    "compact, 18 ffffffffffffffffff01 61",
    "compact, 1b ffffffff07 88 00",
    "compact, 16 ffffffffffffffffffff01",
    "binary,  05 0001 00",
    "binary,  0f 0001 05 00000001 00",
    "compact, 1e 00",
    "compact, 19 1f 00",
  })
  void claimsThatCannotBeTrueAreRefused(String format, String hex) {
    assertThatThrownBy(() -> cursor(format, hex).skip(ThriftCursor.STRUCT))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageStartingWith("Thrift " + format + ", byte ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary 0c0001", "compact 1c", "binary 0f00010c00000001", "compact 191c"})
  void nestingHasALimit(String head) {
    String format = head.split(" ", 2)[0];
    String field = head.split(" ", 2)[1];
    assertThatThrownBy(() -> cursor(format, field.repeat(100_000)).skip(ThriftCursor.STRUCT))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("deeper than 64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary 0f00000001", "compact 19"})
  void nestingOfListsHasALimit(String head) {
    String format = head.split(" ", 2)[0];
    String list = head.split(" ", 2)[1];
    assertThatThrownBy(() -> cursor(format, list.repeat(100_000)).skip(ThriftCursor.LIST))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("deeper than 64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "compact"})
  void randomBytesEndInAnswersOrRefusals(String format) {
    long seed = System.nanoTime();
    System.out.println("ThriftCursorTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      ThriftCursor cursor = cursor(format, bytes);
      try {
        if (random.nextBoolean()) {
          cursor.readCall();
        }
        cursor.skip(ThriftCursor.STRUCT);
        assertThat(cursor.position()).isLessThanOrEqualTo(bytes.length);
      } catch (InvalidRequestException e) {
        assertThat(e).hasMessageContaining("Thrift " + format);
      }
    }
  }

  @Test
  void textIsARangeOfTheBytes() {
    byte[] bytes = "\0\0\0\2hi".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(cursor("binary", bytes).readSlice()).isEqualTo(Slice.of(4, 2));
  }
}
