package dev.vivace.querier.tags;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.proto.tempopb.SearchTagValuesRequest;
import dev.vivace.model.proto.tempopb.SearchTagsRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagRulesTest {

  private static final Map<String, Integer> MAX_BLOCKS = Map.of("three", 3, "five", 5, "any", 0);

  private final TagRules rules =
      new TagRules(
          new TagConfig(
              _ -> 1000,
              tenant -> MAX_BLOCKS.get(tenant.value()),
              Duration.ofHours(1),
              Duration.ZERO),
          InstantSource.system());

  @ParameterizedTest(name = "{0}: {1} blocks")
  @CsvSource({"three, 3", "any, 0", "three five, 5", "five three, 5", "three any, 0"})
  void theMostGenerousLimitOfBlocksHoldsForValues(String tenants, int maxBlocks) {
    SearchTagValuesRequest request =
        SearchTagValuesRequest.newBuilder()
            .setTagName("span.a")
            .setMaxTagValues(7)
            .setStaleValueThreshold(2)
            .build();

    assertThat(rules.values(ids(tenants), TagVersion.V2, request).bounds())
        .isEqualTo(new TagBounds(7, 2, maxBlocks, 1000));
  }

  @Test
  void allBlocksAreAskedForNames() {
    SearchTagsRequest request =
        SearchTagsRequest.newBuilder().setMaxTagsPerScope(7).setStaleValuesThreshold(2).build();

    assertThat(rules.names(ids("three"), TagVersion.V2, request).bounds())
        .isEqualTo(new TagBounds(7, 2, 0, 1000));
  }

  private static List<TenantId> ids(String tenants) {
    return Stream.of(tenants.split(" ")).map(TenantId::new).toList();
  }
}
