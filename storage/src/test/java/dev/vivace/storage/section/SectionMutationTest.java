package dev.vivace.storage.section;

import dev.vivace.model.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class SectionMutationTest {

  @Test
  void anyObjectIsReadOrRefused() {
    Mutations.run("section object", SectionFuzz.objectSeeds(), SectionFuzz::object);
  }

  @Test
  void anySectionWithItsDigestIsReadOrRefused() {
    Mutations.run("section", SectionFuzz.sectionSeeds(), SectionFuzz::section);
  }
}
