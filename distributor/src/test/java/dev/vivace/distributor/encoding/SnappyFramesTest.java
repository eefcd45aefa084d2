package dev.vivace.distributor.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xerial.snappy.SnappyFramedOutputStream;

class SnappyFramesTest {

  private static final String IDENTIFIER = "ff060000734e61507059";

  private static byte[] inflate(byte[] compressed) throws IOException {
    try (InputStream in = ContentEncoding.SNAPPY.inflate(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  private static byte[] inflate(String hex) throws IOException {
    return inflate(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 1_000_000})
  void readsWhatTheLibraryWrites(int size) throws IOException {
    long seed = size;
    byte[] plain = new byte[size];
    Random random = new Random(seed);
    for (int i = 0; i < size; i++) {
      plain[i] = (byte) random.nextInt(i % 100_000 < 50_000 ? 256 : 3);
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (SnappyFramedOutputStream out = new SnappyFramedOutputStream(compressed)) {
      out.write(plain);
    }

    assertThat(inflate(compressed.toByteArray())).isEqualTo(plain);
  }

  @Test
  void skipsPaddingAndRepeatedIdentifiers() throws IOException {
    assertThat(inflate(IDENTIFIER + "fe0300000000" + "00" + IDENTIFIER)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'',                     empty",
    "ff0600,                 within a frame",
    "00050000,               before the snappy identifier",
    "ff060000734e61507058,   not a snappy stream",
    "ff050000734e615070,     identifier of 5 bytes",
  })
  void refusesWhatDoesNotBeginLikeAStream(String hex, String message) {
    assertThatThrownBy(() -> inflate(hex))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "00030000010203,           snappy frame of 3 bytes",
    "00ffffff0000,             snappy frame of 16777215 bytes",
    "02040000000000ff,         unknown snappy frame of type 2",
    "00090000" + "00000000" + "ffffffff07,  ''",
    "00070000" + "00000000" + "808004" + ",  ''",
    "01050000" + "0000000061,   has crc",
    "0105,                     within a frame",
    "fe050000" + "00,          ''",
  })
  void refusesFramesThatAreNone(String hex, String message) {
    assertThatThrownBy(() -> inflate(IDENTIFIER + hex))
        .isInstanceOf(IOException.class)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).contains(message));
  }
}
