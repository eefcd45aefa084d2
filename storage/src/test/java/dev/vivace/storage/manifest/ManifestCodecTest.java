package dev.vivace.storage.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.document.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ManifestCodecTest {

  private static final Manifest FULL = ManifestFixture.full();

  private static StoredManifest decode(byte[] object) {
    return ManifestCodec.decode(FULL.tenant(), FULL.sequence(), object);
  }

  @Test
  void everyFieldComesBackWithTheObjectsDigest() {
    byte[] object = ManifestCodec.encode(FULL);
    assertThat(decode(object))
        .isEqualTo(new StoredManifest(FULL.tenant(), Optional.of(FULL), Sha256.hex(object)));
  }

  @Test
  void theBytesAreThoseOfTheReleasedVersion() throws IOException {
    byte[] golden = golden();
    assertThat(new String(ManifestCodec.encode(FULL), StandardCharsets.UTF_8))
        .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    assertThat(decode(golden).manifest()).contains(FULL);
  }

  @Test
  void aChangeOfAnyByteAndACutAtAnyByteAreNoticed() {
    byte[] object = ManifestCodec.encode(FULL);
    for (int i = 0; i < object.length; i++) {
      byte[] flipped = object.clone();
      flipped[i] ^= 1;
      assertThatThrownBy(() -> decode(flipped)).isInstanceOf(CorruptDataException.class);
      byte[] cut = Arrays.copyOf(object, i);
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(CorruptDataException.class);
    }
  }

  @Test
  void aVersionUnderAnothersKeyIsRefused() {
    byte[] object = ManifestCodec.encode(FULL);
    assertThatThrownBy(() -> ManifestCodec.decode(FULL.tenant(), 813, object))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("acme/=manifest/00000000000000000813 says that it is");
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = ManifestCodecTest.class.getResourceAsStream("manifest-v1.json")) {
      return Optional.ofNullable(in).orElseThrow().readAllBytes();
    }
  }
}
