package dev.vivace.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import org.junit.jupiter.api.Test;

class SealedTracesTest {

  private static final TenantId TENANT = TenantId.SINGLE;
  private static final long MINUTE = 60_000_000_000L;

  private final SealedTraces sealed = new SealedTraces(1 << 20);

  @Test
  void itRemembersTracesByTenant() {
    sealed.add(TENANT, 1, 2, 0);

    assertThat(sealed.contains(TENANT, 1, 2)).isTrue();
    assertThat(sealed.contains(TENANT, 2, 1)).isFalse();
    assertThat(sealed.contains(new TenantId("other"), 1, 2)).isFalse();
  }

  @Test
  void itForgetsAfterAnHour() {
    sealed.add(TENANT, 1, 1, 0);
    sealed.add(TENANT, 2, 2, 59 * MINUTE);
    assertThat(sealed.contains(TENANT, 1, 1)).isTrue();

    sealed.add(TENANT, 3, 3, 60 * MINUTE);

    assertThat(sealed.contains(TENANT, 1, 1)).isFalse();
    assertThat(sealed.contains(TENANT, 2, 2)).isTrue();
  }

  @Test
  void itHasFewFalsePositives() {
    for (int i = 0; i < 100_000; i++) {
      sealed.add(TENANT, i, i, i * MINUTE / 2000);
    }
    int wrong = 0;
    int missing = 0;
    for (int i = 0; i < 100_000; i++) {
      missing += sealed.contains(TENANT, i, i) ? 0 : 1;
      wrong += sealed.contains(TENANT, i, -1 - i) ? 1 : 0;
    }

    assertThat(missing).isZero();
    assertThat(wrong).isLessThan(300);
  }

  @Test
  void underTooMuchLoadItForgetsTheOldestAndKeepsItsBudget() {
    long most = 0;
    for (int i = 0; i < 1_000_000; i++) {
      sealed.add(TENANT, i, i, i);
      most = Math.max(most, sealed.bytes());
    }

    assertThat(most).isLessThanOrEqualTo(1 << 20);
    assertThat(sealed.contains(TENANT, 0, 0)).isFalse();
    for (int i = 900_000; i < 1_000_000; i += 100) {
      assertThat(sealed.contains(TENANT, i, i)).isTrue();
    }
  }
}
