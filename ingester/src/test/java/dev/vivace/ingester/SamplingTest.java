package dev.vivace.ingester;

import static dev.vivace.ingester.TestSpans.span;
import static dev.vivace.ingester.TestSpans.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.ingester.sampling.Policy;
import dev.vivace.ingester.sampling.SamplingSettings;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of single traces of a tenant that samples, step by step.
class SamplingTest {

  private static final Policy KEEP =
      new Policy.StringAttribute("keep", "k", Set.of("keep"), List.of(), false);

  @TempDir Path folder;

  private IngesterFixture fixture;

  @BeforeEach
  void start() {
    fixture = new IngesterFixture(folder).sampling(_ -> settings(100)).start();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private static SamplingSettings settings(int numTraces) {
    return new SamplingSettings(Duration.ofSeconds(30), numTraces, false, 100, 100, List.of(KEEP));
  }

  private static Span.Builder kept(long trace, long span) {
    return span(trace, span).addAttributes(text("k", "keep"));
  }

  private List<Long> seen() {
    return SampledModel.seen(fixture.tables(), IngesterFixture.TENANT);
  }

  private double traces(String policy, String decision) {
    return fixture
        .registry()
        .get("vivace_sampling_traces")
        .tags("tenant", IngesterFixture.TENANT.value(), "policy", policy, "decision", decision)
        .counter()
        .count();
  }

  @Test
  void untilItIsDecidedATraceIsFoundByIdAlone() {
    fixture.append(kept(1, 11), span(2, 21));
    assertThat(fixture.find(1)).containsExactly(11L);
    assertThat(fixture.find(2)).containsExactly(21L);
    assertThat(seen()).isEmpty();

    fixture.cut(Duration.ofSeconds(61));

    assertThat(fixture.findInBlocks(1)).containsExactly(11L);
    assertThat(fixture.find(2)).isEmpty();
    assertThat(seen()).containsExactly(11L);
    assertThat(traces("keep", "kept")).isEqualTo(1);
    assertThat(traces("=none", "dropped")).isEqualTo(1);
  }

  @Test
  void aYoungTraceWaitsForTheNextCut() {
    fixture.append(kept(1, 11));
    fixture.clock.advance(Duration.ofSeconds(40));
    fixture.append(span(2, 21), span(3, 31));
    fixture.cut(Duration.ofSeconds(25));
    assertThat(fixture.find(2)).as("25 s old").containsExactly(21L);
    assertThat(seen()).containsExactly(11L);

    fixture.append(kept(2, 22));
    fixture.cut(Duration.ofSeconds(61));

    assertThat(fixture.findInBlocks(2)).containsExactly(21L, 22L);
    assertThat(fixture.find(3)).isEmpty();
    assertThat(seen()).containsExactly(11L, 21L, 22L);
  }

  @Test
  void decisionsAndWhatWaitsOutliveTheProcess() {
    fixture.append(kept(1, 11), span(2, 21));
    fixture.clock.advance(Duration.ofSeconds(40));
    fixture.append(span(3, 31));
    fixture.cut(Duration.ofSeconds(25));
    fixture.restart();
    assertThat(fixture.find(2)).isEmpty();
    assertThat(fixture.find(3)).containsExactly(31L);

    fixture.append(span(1, 12), kept(2, 22), kept(3, 32));
    fixture.cut(Duration.ofSeconds(61));

    assertThat(fixture.findInBlocks(1)).containsExactly(11L, 12L);
    assertThat(fixture.find(2)).isEmpty();
    assertThat(fixture.findInBlocks(3)).containsExactly(31L, 32L);
    assertThat(traces("=late", "kept")).isEqualTo(1);
    assertThat(traces("=late", "dropped")).isEqualTo(1);
  }

  @Test
  void beyondTheLimitTheOldestAreDecidedEarly() {
    fixture.sampling(_ -> settings(2));
    fixture.append(kept(9, 91));
    fixture.clock.advance(Duration.ofSeconds(50));
    fixture.append(kept(1, 11));
    fixture.append(kept(2, 21));
    fixture.append(kept(3, 31));
    fixture.cut(Duration.ofSeconds(11));
    assertThat(fixture.findInBlocks(1)).containsExactly(11L);
    assertThat(fixture.findInBlocks(2)).isEmpty();
    assertThat(fixture.findInBlocks(3)).isEmpty();
    assertThat(fixture.registry().get("vivace_sampling_early_traces").counter().count())
        .isEqualTo(1);
  }

  @Test
  void aTenantThatNoLongerSamplesKeepsWhatHasWaited() {
    fixture.append(span(1, 11));
    assertThat(seen()).isEmpty();

    fixture.sampling(_ -> SamplingSettings.OFF);

    assertThat(seen()).containsExactly(11L);
    fixture.cut(Duration.ofSeconds(61));
    assertThat(fixture.findInBlocks(1)).containsExactly(11L);
  }

  @Test
  void aTenantOfFewSpansWaitsNoLongerThanOthers() {
    fixture.close();
    fixture =
        new IngesterFixture(folder)
            .with(IngesterFixture.config(64 << 20, 1000))
            .sampling(_ -> settings(100))
            .start();
    fixture.append(kept(1, 11));
    fixture.cut(Duration.ofSeconds(61));
    assertThat(fixture.findInBlocks(1)).containsExactly(11L);
  }
}
