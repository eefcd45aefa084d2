package dev.vivace.server.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random appends, pauses, rounds of the housekeeper, restarts and failures of the store: what is
/// not due is there once, what is due is gone.
class RandomHouseTest {

  private static final int RUNS = 4;
  private static final int STEPS = 120;
  private static final List<TenantId> TENANTS =
      List.of(new TenantId("acme"), new TenantId("other"), new TenantId("rare"));

  @TempDir Path folder;

  private record Sent(TenantId tenant, long trace, long span, long appendNanos) {}

  @Test
  void nothingIsLostNothingIsDoubleAndWhatIsDueIsGone() throws IOException {
    long first = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + first);
    for (int run = 0; run < RUNS; run++) {
      Path own = Files.createDirectory(folder.resolve("run" + run));
      try (House house = new House(own, 0).start()) {
        run(house, new Random(first + run));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + (first + run), e);
      }
    }
  }

  private static void run(House house, Random random) {
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      step(house, random, sent, i);
    }
    // Two rounds, an interval apart: what is due is removed, and known to be.
    append(house, TENANTS.getFirst(), 0, STEPS, sent);
    settle(house);
    house.clock.advance(Duration.ofMinutes(11));
    settle(house);
    check(house, sent);
    house.restart();
    check(house, sent);
    assertThat(house.fatal).hasValue(0);
  }

  private static void settle(House house) {
    house.awaitWritten();
    house.keepHouse();
  }

  private static void step(House house, Random random, List<Sent> sent, int number) {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3, 4 -> {
        TenantId tenant = TENANTS.get(Math.min(2, random.nextInt(8) / 3));
        append(house, tenant, random.nextInt(10), number, sent);
      }
      case 5, 6 -> house.clock.advance(Duration.ofSeconds(random.nextInt(180)));
      case 7 -> house.clock.advance(Duration.ofMinutes(random.nextInt(90)));
      case 8 -> house.keepHouse();
      default -> {
        if (random.nextInt(4) == 0) {
          house.restart();
        }
      }
    }
  }

  private static void append(House house, TenantId tenant, long trace, long span, List<Sent> sent) {
    house.awaitWritten(); // So that no section grows beyond its minute.
    house.append(tenant, trace, span);
    sent.add(new Sent(tenant, trace, span, house.clock.nanos()));
  }

  private static void check(House house, List<Sent> sent) {
    long now = house.clock.nanos();
    long retention = House.RETENTION.toNanos();
    for (TenantId tenant : TENANTS) {
      for (long trace = 0; trace < 10; trace++) {
        List<Long> found = house.find(tenant, trace);
        assertThat(found).doesNotHaveDuplicates();
        for (Sent one : sent) {
          if (one.tenant().equals(tenant) && one.trace() == trace) {
            if (now - one.appendNanos() < retention) {
              assertThat(found).contains(one.span());
            } else if (now - latestEnd(one, sent) >= retention) {
              assertThat(found).doesNotContain(one.span());
            }
          }
        }
      }
    }
  }

  /// When the section of a span ends at the latest: before the next span that is a minute younger.
  /// If nothing comes it ends with a marker in the log, some time before that one.
  private static long latestEnd(Sent one, List<Sent> sent) {
    return sent.stream()
        .mapToLong(Sent::appendNanos)
        .filter(nanos -> nanos - one.appendNanos() >= House.MINUTE.toNanos())
        .min()
        .orElse(one.appendNanos() + Long.MAX_VALUE / 2);
  }
}
