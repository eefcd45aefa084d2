package dev.vivace.ingester.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdShareTest {

  /// The hashes of these ids, as parts of all that a hash can be, were computed by another program
  /// from the definition of FNV-1a.
  @ParameterizedTest
  @CsvSource({
    "default-hash-seed, 0000000000000000,   0000000000000001,   88.11830242209299",
    "default-hash-seed, 0000000000000000,   0000000000000002,   88.11829646162851",
    "default-hash-seed, 0102030405060708,   090a0b0c0d0e0f10,   85.86333294534232",
    "default-hash-seed, ffffffffffffffff,   ffffffffffffffff,   9.275456973974269",
    "other,             0000000000000000,   0000000000000001,   28.568367105965004",
    "other,             0102030405060708,   090a0b0c0d0e0f10,   65.99014546380406",
  })
  void anIdIsInEveryShareFromItsHashOn(String salt, String high, String low, double hash) {
    long highBits = Long.parseUnsignedLong(high, 16);
    long lowBits = Long.parseUnsignedLong(low, 16);
    assertThat(new IdShare(salt, hash - 0.000001).contains(highBits, lowBits)).isFalse();
    assertThat(new IdShare(salt, hash + 0.000001).contains(highBits, lowBits)).isTrue();
    assertThat(new IdShare(salt, 0).contains(highBits, lowBits)).isFalse();
    assertThat(new IdShare(salt, 100).contains(highBits, lowBits)).isTrue();
  }

  @Test
  void theShareOfRandomIdsIsAsLargeAsItSays() {
    Random random = new Random(1);
    IdShare tenth = new IdShare("salt", 10);
    int contained = 0;
    for (int i = 0; i < 100_000; i++) {
      contained += tenth.contains(random.nextLong(), random.nextLong()) ? 1 : 0;
    }
    assertThat(contained).isBetween(9_500, 10_500);
  }
}
