package dev.vivace.storage.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.fuzz.Mutations;
import dev.vivace.storage.document.Sha256;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManifestMutationTest {

  @Test
  void anyObjectIsReadOrRefused() {
    Mutations.run("manifest object", ManifestFuzz.objectSeeds(), ManifestFuzz::object);
  }

  @Test
  void anyManifestWithItsDigestIsReadOrRefused() {
    Mutations.run("manifest", ManifestFuzz.manifestSeeds(), ManifestFuzz::manifest);
  }

  /// Otherwise nothing but digests would be tried.
  @Test
  void theSeedsAreThoseThatAreRead() {
    byte[] manifest = ManifestFuzz.manifestSeeds().getLast();
    assertThat(new String(ManifestFuzz.objectSeeds().getLast(), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"sha256\":\"%s\",\"manifest\":%s}\n"
                .formatted(Sha256.hex(manifest), new String(manifest, StandardCharsets.UTF_8)));
  }
}
