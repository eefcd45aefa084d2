package dev.vivace.traceql;

import dev.vivace.model.fuzz.Mutations;
import org.junit.jupiter.api.Test;

class QueryMutationTest {

  @Test
  void anyQueryIsReadOrRefused() {
    Mutations.run("query", QueryFuzz.querySeeds(), QueryFuzz::query);
  }

  @Test
  void anyTagsAreReadOrRefused() {
    Mutations.run("tags", QueryFuzz.tagSeeds(), QueryFuzz::tags);
  }
}
