package dev.vivace.storage.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivace.model.error.CorruptDataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SectionCodecTest {

  @Test
  void everyFieldComesBack() {
    SectionCommit commit = SectionFixture.full();
    assertThat(SectionCodec.decode("k", SectionCodec.encode(commit))).isEqualTo(commit);
  }

  @Test
  void theBytesAreThoseOfTheReleasedVersion() throws IOException {
    byte[] golden = golden();
    assertThat(new String(SectionCodec.encode(SectionFixture.full()), StandardCharsets.UTF_8))
        .isEqualTo(new String(golden, StandardCharsets.UTF_8));
    assertThat(SectionCodec.decode("golden", golden)).isEqualTo(SectionFixture.full());
  }

  /// What it adds is not in sections of tenants that keep everything: those are as they were.
  @Test
  void whatSamplingDecidedComesBack() {
    SectionCommit commit = SectionFixture.sampled();
    byte[] object = SectionCodec.encode(commit);
    assertThat(SectionCodec.decode("k", object)).isEqualTo(commit);
    assertThat(new String(object, StandardCharsets.UTF_8))
        .contains(
            "\"sampled\":[{\"tenant\":\"acme\",\"outcomes\":["
                + "{\"policy\":\"errors\",\"kept\":true,\"traces\":2,\"spans\":20},"
                + "{\"policy\":\"=none\",\"kept\":false,\"traces\":3,\"spans\":3}],"
                + "\"early\":1,\"lastDecisionNanos\":7,"
                + "\"kept\":\"AQAAAAAAAAD//////////w==\",\"dropped\":\"\","
                + "\"buckets\":[{\"policy\":\"cap\",\"nanoSpans\":5,\"atNanos\":6}]}]");
  }

  @Test
  void theObjectIsOneJsonDocument() throws IOException {
    var document = new ObjectMapper().readTree(SectionCodec.encode(SectionFixture.full()));
    assertThat(document.path("section").path("version").intValue()).isEqualTo(1);
    assertThat(document.path("section").path("blocks").get(0).path("maxTraceEndNanos").asText())
        .isEqualTo("18446744073709551615");
  }

  @Test
  void everyFlippedBitAndEveryCutIsDetected() {
    byte[] object = SectionCodec.encode(SectionFixture.full());
    for (int at = 0; at < object.length; at++) {
      byte[] flipped = object.clone();
      flipped[at] ^= (byte) (1 << (at % 7));
      byte[] cut = Arrays.copyOf(object, at);
      assertThatThrownBy(() -> SectionCodec.decode("k", flipped))
          .as("flip at %d", at)
          .isInstanceOf(CorruptDataException.class);
      assertThatThrownBy(() -> SectionCodec.decode("k", cut))
          .as("cut at %d", at)
          .isInstanceOf(CorruptDataException.class)
          .hasMessageContaining("section k");
    }
  }

  @Test
  void aNewerVersionAndMissingFieldsAreNamed() throws Exception {
    assertThatThrownBy(() -> SectionCodec.decode("k", signed("{\"version\":2,\"else\":true}")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("version 2 (known: 1)");
    assertThatThrownBy(() -> SectionCodec.decode("k", signed("{\"version\":1,\"carried\":[]}")))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("'logId' is missing");
  }

  @Test
  void impossibleSectionsCannotBeMade() {
    assertThatThrownBy(() -> SectionFixture.section(5, 5, "w"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CarriedTenant(SectionFixture.ACME, false, 1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    SectionCommit full = SectionFixture.full();
    assertThatThrownBy(
            () ->
                new SectionCommit(
                    full.logId(),
                    0,
                    812,
                    1650,
                    0,
                    0,
                    641,
                    full.carried(),
                    List.of(),
                    0,
                    CutRule.of(1, Map.of()),
                    full.nonce(),
                    "w"))
        .hasMessageContaining("replayFrom 641 (expected: 0 to 640");
  }

  private static byte[] signed(String section) throws Exception {
    String digest =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(section.getBytes(StandardCharsets.UTF_8)));
    return "{\"sha256\":\"%s\",\"section\":%s}\n"
        .formatted(digest, section)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] golden() throws IOException {
    try (InputStream in = SectionCodecTest.class.getResourceAsStream("section-v1.json")) {
      return in.readAllBytes();
    }
  }
}
