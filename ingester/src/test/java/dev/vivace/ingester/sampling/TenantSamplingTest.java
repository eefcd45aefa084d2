package dev.vivace.ingester.sampling;

import static dev.vivace.ingester.sampling.TestHead.SECOND;
import static dev.vivace.ingester.sampling.TestHead.span;
import static dev.vivace.ingester.sampling.TestHead.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.section.SampledTenant;
import dev.vivace.storage.section.SampledTenant.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TenantSamplingTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final Policy KEEP =
      new Policy.StringAttribute("keep", "k", Set.of("keep"), List.of(), false);
  private static final Policy CAP = new Policy.RateLimiting("cap", 1, 2);
  private static final long CUT = 60 * SECOND;

  private static boolean[] decide(
      TenantSampling sampling, SamplingSettings settings, TestHead head) {
    return sampling.decide(settings, head.head(), new boolean[head.head().traces().count()], CUT);
  }

  private static SamplingSettings remembering(int kept, int dropped) {
    return new SamplingSettings(Duration.ofSeconds(30), 100, false, kept, dropped, List.of(KEEP));
  }

  private static TestHead traces(String value, long... traces) {
    TestHead head = new TestHead();
    for (long trace : traces) {
      head.add(trace, SECOND, span(text("k", value)));
    }
    return head;
  }

  @Test
  void spansThatComeLateFollowTheDecisionOfTheirTrace() {
    TenantSampling sampling = new TenantSampling(ACME);
    SamplingSettings settings = remembering(10, 10);
    assertThat(decide(sampling, settings, traces("keep", 1))).containsExactly(false);
    assertThat(decide(sampling, settings, traces("", 2))).containsExactly(true);

    assertThat(decide(sampling, settings, traces("", 1))).containsExactly(false);
    assertThat(decide(sampling, settings, traces("keep", 2))).containsExactly(true);
    assertThat(sampling.endSection().outcomes())
        .containsExactly(
            new Outcome("=late", false, 1, 1),
            new Outcome("=late", true, 1, 1),
            new Outcome("=none", false, 1, 1),
            new Outcome("keep", true, 1, 1));
  }

  @Test
  void whoeverGoesOnFromASectionDecidesTheSame() {
    SamplingSettings settings = TestHead.settings(KEEP, CAP);
    TenantSampling first = new TenantSampling(ACME);
    decide(first, settings, traces("keep", 1, 2));
    decide(first, settings, traces("", 3, 4, 5));
    SampledTenant said = first.endSection();
    TenantSampling second = new TenantSampling(said);
    for (long trace = 1; trace < 9; trace++) {
      assertThat(decide(second, settings, traces("", trace)))
          .as("trace %d", trace)
          .isEqualTo(decide(first, settings, traces("", trace)));
    }
    assertThat(second.endSection()).isEqualTo(first.endSection());
    assertThat(said.buckets()).hasSize(1);
  }

  @Test
  void theOldestDecisionsAreForgotten() {
    TenantSampling sampling = new TenantSampling(ACME);
    decide(sampling, remembering(2, 3), traces("keep", 1, 2, 3));
    decide(sampling, remembering(2, 3), traces("", 4, 5, 6, 7));
    assertThat(sampling.isDecided(0, 1)).isFalse();
    assertThat(sampling.isDecided(0, 2)).isTrue();
    assertThat(sampling.isDecided(0, 4)).isFalse();
    assertThat(sampling.isDecided(0, 5)).isTrue();
    decide(sampling, remembering(0, 0), traces("", 8));
    assertThat(sampling.remembered()).isZero();
  }

  @Test
  void whatWaitsIsLeftOutAndNotDecided() {
    TenantSampling sampling = new TenantSampling(ACME);
    boolean[] leftOut =
        sampling.decide(
            remembering(9, 9), traces("keep", 1, 2).head(), new boolean[] {true, false}, CUT);
    assertThat(leftOut).containsExactly(true, false);
    assertThat(sampling.isDecided(0, 1)).isFalse();
    assertThat(sampling.isDecided(0, 2)).isTrue();
  }

  @Test
  void tracesThatCouldNotWaitAreCounted() {
    TenantSampling sampling = new TenantSampling(ACME);
    sampling.decide(remembering(9, 9), traces("keep", 1, 2).head(), new boolean[2], 30 * SECOND);
    assertThat(sampling.endSection().early()).isEqualTo(2);
    assertThat(sampling.endSection().early()).isZero();
  }

  @Test
  void allTenantsTogetherRememberNoMoreThanTheLimit() {
    Function<TenantId, SamplingSettings> settings = _ -> TestHead.settings(KEEP);
    TailSampling all = new TailSampling(settings, List.of(), 10);
    decide(all.of(ACME), TestHead.settings(KEEP), traces("keep", 1, 2, 3, 4, 5, 6, 7));
    decide(all.of(ACME), TestHead.settings(KEEP), traces("", 8, 9));
    TenantId other = new TenantId("other");
    decide(all.of(other), TestHead.settings(KEEP), traces("", 1, 2));

    List<SampledTenant> said = all.endSection(CUT);

    assertThat(said).extracting(SampledTenant::tenant).containsExactly(ACME, other);
    assertThat(all.of(ACME).remembered()).isEqualTo(5);
    assertThat(all.of(ACME).isDecided(0, 7)).isTrue();
    assertThat(all.of(ACME).isDecided(0, 9)).isTrue();
    assertThat(all.of(other).remembered()).isEqualTo(2);
  }

  @Test
  void aTenantThatDecidedNothingForAnHourIsForgotten() {
    TailSampling all = new TailSampling(_ -> TestHead.settings(KEEP), List.of());
    decide(all.of(ACME), TestHead.settings(KEEP), traces("keep", 1));
    assertThat(all.endSection(CUT)).hasSize(1);
    assertThat(all.endSection(CUT + 3599 * SECOND)).hasSize(1);
    assertThat(all.endSection(CUT + 3600 * SECOND)).isEmpty();
  }

  @Test
  void aTenantThatNoLongerSamplesIsForgottenOnceItsDecisionsAreSaid() {
    TailSampling all = new TailSampling(_ -> SamplingSettings.OFF, List.of());
    decide(all.of(ACME), TestHead.settings(KEEP), traces("keep", 1));
    assertThat(all.endSection(CUT)).hasSize(1);
    assertThat(all.endSection(CUT)).isEmpty();
  }
}
