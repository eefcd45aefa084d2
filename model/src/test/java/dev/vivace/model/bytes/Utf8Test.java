package dev.vivace.model.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {

  @Test
  void everySequenceOfUpToThreeBytesIsJudgedAsJavaDoes() {
    for (int lead = 0x7F; lead < 0x100; lead++) {
      for (int second = 0; second < 0x100; second += second < 0x7E ? 0x3F : 1) {
        for (int third : new int[] {0x00, 0x7F, 0x80, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF}) {
          assertJudgedAsJavaDoes((byte) lead, (byte) second, (byte) third);
          assertJudgedAsJavaDoes((byte) lead, (byte) second, (byte) third, (byte) 0x80);
        }
      }
    }
  }

  @Test
  void aBadByteIsFoundWhereverItStands() {
    for (int length = 1; length < 40; length++) {
      for (int bad = 0; bad < length; bad++) {
        byte[] bytes = new byte[length + 8];
        Arrays.fill(bytes, (byte) 'a');
        bytes[bad] = (byte) 0xFF;

        assertThat(Utf8.isValid(bytes, 0, length)).isFalse();
        assertThat(Utf8.isValid(Arrays.copyOf(bytes, length), 0, length)).isFalse();
        assertThat(Utf8.isValid(bytes, 0, bad)).isTrue();
        assertThat(Utf8.isValid(bytes, bad + 1, length - bad)).isTrue();
      }
    }
  }

  @Test
  void repairedTextIsValidAndNotShorter() {
    for (long seed = 0; seed < 2000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(30)];
      random.nextBytes(bytes);

      byte[] repaired = Utf8.repair(bytes, 0, bytes.length);

      assertThat(Utf8.isValid(repaired, 0, repaired.length)).as("seed %d", seed).isTrue();
      assertThat(repaired.length).as("seed %d", seed).isGreaterThanOrEqualTo(bytes.length);
    }
  }

  @ParameterizedTest
  @CsvSource({"aé, 2, 1", "aé, 1, 1", "€€, 5, 3", "€€, 4, 3", "€€, 3, 3", "🦜a, 3, 0", "🦜a, 4, 4"})
  void aCutKeepsWholeCharacters(String text, int limit, int kept) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThat(Utf8.cut(bytes, 0, limit)).isEqualTo(kept);
  }

  private static void assertJudgedAsJavaDoes(byte... bytes) {
    if (Utf8.isValid(bytes, 0, bytes.length) != isValidToJava(bytes)) {
      fail("judged differently: " + Arrays.toString(bytes));
    }
  }

  private static boolean isValidToJava(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
