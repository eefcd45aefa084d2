package dev.vivace.storage.section;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class BlockIdsTest {

  @Test
  void followsTheExampleOfTheStandard() {
    // RFC 9562, appendix A.4: version 5 of "www.example.com" in the namespace of DNS.
    assertThat(
            BlockIds.version5(
                UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "www.example.com"))
        .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  }

  @Test
  void theNamespaceNeverChanges() {
    assertThat(BlockIds.NAMESPACE)
        .isEqualTo(UUID.fromString("c8c01e10-bf63-5c6c-858a-6951fc7e2cde"));
  }

  @Test
  void theSamePartOfTheSameSectionHasTheSameId() {
    UUID id = BlockIds.of(SectionFixture.LOG, 0, 812, 1650, SectionFixture.ACME, 0);
    assertThat(id).isEqualTo(BlockIds.of(SectionFixture.LOG, 0, 812, 1650, SectionFixture.ACME, 0));
    assertThat(id.version()).isEqualTo(5);
    assertThat(id)
        .isNotEqualTo(BlockIds.of(SectionFixture.LOG, 0, 812, 1650, SectionFixture.ACME, 1))
        .isNotEqualTo(BlockIds.of(SectionFixture.LOG, 0, 812, 1651, SectionFixture.ACME, 0))
        .isNotEqualTo(BlockIds.of(SectionFixture.LOG, 1, 812, 1650, SectionFixture.ACME, 0));
  }
}
