package dev.vivace.distributor.jaeger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.distributor.translate.Text;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ClientLossesTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ClientLosses losses = new ClientLosses(registry::counter);

  private void report(String client, long fullQueue) {
    losses.report(Text.of(client), new ClientStats(fullQueue, 0, 0));
  }

  private double counted() {
    return registry.get("full_queue").counter().count();
  }

  @Test
  void whatASumGrowsByIsCountedForEachClient() {
    report("a", 100);
    report("b", 5);
    report("a", 103);
    report("b", 5);

    assertThat(counted()).isEqualTo(3);
  }

  @Test
  void aReportThatCameLateOrIsNonsenseCountsNothing() {
    report("a", 100);
    report("a", 90);
    report("b", -5);
    report("b", Long.MAX_VALUE);

    assertThat(counted()).isZero();
  }

  @Test
  void whoHasNoNameOrALongOneIsPassedOver() {
    for (String client : new String[] {"", "x".repeat(ClientLosses.MAX_NAME_BYTES + 1)}) {
      report(client, 1);
      report(client, 2);
    }

    assertThat(counted()).isZero();
  }

  @Test
  void whoWasSilentLongestIsForgotten() {
    report("first", 1);
    for (int i = 0; i < ClientLosses.MAX_CLIENTS; i++) {
      report("client " + i, 1);
    }
    report("first", 9);
    report("client " + (ClientLosses.MAX_CLIENTS - 1), 3);

    assertThat(counted()).isEqualTo(2);
  }
}
