package dev.vivace.storage.head;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteDictionaryTest {

  private final HeadMemory memory = new HeadMemory(1L << 30);
  private final ByteDictionary dictionary = new ByteDictionary(memory);

  @Test
  void equalStringsHaveOneCodeInTheOrderOfFirstUse() {
    assertThat(List.of(intern("b"), intern("a"), intern(""), intern("b"), intern("")))
        .containsExactly(0, 1, 2, 0, 2);
    assertThat(dictionary.size()).isEqualTo(3);
    assertThat(text(1)).isEqualTo("a");
    assertThat(text(2)).isEmpty();
  }

  @Test
  void onceItStopsInterningItOnlyAppends() {
    intern("a");
    dictionary.stopInterning();

    assertThat(List.of(intern("a"), intern("b"), intern("b"))).containsExactly(1, 2, 3);
    assertThat(List.of(text(0), text(1), text(2), text(3))).containsExactly("a", "a", "b", "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {65_535, 65_536, 65_537, 131_071, 131_072, 2 << 20})
  void aStringOfAnyLengthComesBackAndSoDoesWhatFollows(int length) {
    String large = "x".repeat(length);

    List<Integer> codes = List.of(intern("a"), intern(large), intern(""), intern("b"));

    assertThat(codes).containsExactly(0, 1, 2, 3);
    assertThat(codes).extracting(this::text).containsExactly("a", large, "", "b");
    assertThat(List.of(intern(""), intern(large), intern("b"))).containsExactly(2, 1, 3);
  }

  @Test
  void aLongStringMayBeTheFirst() {
    String large = "x".repeat(70_000);

    assertThat(List.of(intern(large), intern(""), intern("a"))).containsExactly(0, 1, 2);
    assertThat(List.of(text(0), text(1), text(2))).containsExactly(large, "", "a");
  }

  @Test
  void smallStringsBetweenLargeOnesTakeNoChunksOfTheirOwn() {
    for (int i = 0; i < 50; i++) {
      intern("%0100000d".formatted(i));
      intern("small" + i);
    }

    assertThat(memory.usedBytes()).isLessThan(50 * 100_000 + 2 * HeadMemory.CHUNK_BYTES);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void itAgreesWithAMap(long seed) {
    Random random = new Random(seed);
    Map<String, Integer> codes = new HashMap<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      String text = random(random);
      int code = intern(text);
      if (!codes.containsKey(text)) {
        codes.put(text, texts.size());
        texts.add(text);
      }
      assertThat(code).isEqualTo(codes.get(text));
    }
    for (int code = 0; code < texts.size(); code++) {
      assertThat(text(code)).isEqualTo(texts.get(code));
      byte[] bytes = texts.get(code).getBytes(StandardCharsets.UTF_8);
      assertThat(dictionary.equals(code, bytes, 0, bytes.length)).isTrue();
      if (bytes.length > 0) {
        bytes[bytes.length - 1] ^= 1;
        assertThat(dictionary.equals(code, bytes, 0, bytes.length)).isFalse();
      }
    }
  }

  @Test
  void releasedItIsEmptyAndCanBeUsedAgain() {
    intern("a");
    intern("x".repeat(100_000));
    dictionary.release();

    assertThat(dictionary.size()).isZero();
    assertThat(intern("b")).isZero();
    assertThat(text(0)).isEqualTo("b");
  }

  private static String random(Random random) {
    char[] chars = new char[random.nextInt(100) == 0 ? random.nextInt(3000) : random.nextInt(12)];
    Arrays.fill(chars, 'a');
    for (int i = 0; i < Math.min(chars.length, 3); i++) {
      chars[random.nextInt(chars.length)] = (char) ('a' + random.nextInt(4));
    }
    return new String(chars);
  }

  private int intern(String text) {
    byte[] bytes = ("-" + text + "-").getBytes(StandardCharsets.UTF_8);
    return dictionary.intern(bytes, 1, bytes.length - 2);
  }

  private String text(int code) {
    return new String(
        dictionary.array(code),
        dictionary.offset(code),
        dictionary.length(code),
        StandardCharsets.UTF_8);
  }
}
