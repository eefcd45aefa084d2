package dev.vivace.storage.source;

import static dev.vivace.storage.head.TestSpans.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.vivace.traceql.engine.QueryEndedException;
import dev.vivace.traceql.engine.QueryGuard;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A query may end while its tables are listed, at any moment.
class ListingGuardTest {

  private static final long WAIT_NANOS = 200_000_000;

  private static final int BLOCKS = 2;

  private final TenantFixture tenant = split();

  /// Three traces, each in two blocks and the head.
  private static TenantFixture split() {
    TenantFixture tenant = new TenantFixture();
    for (int part = 0; part <= BLOCKS; part++) {
      for (int trace = 1; trace <= 3; trace++) {
        tenant.append(span(trace, trace * 10L + part, 0));
      }
      if (part < BLOCKS) {
        tenant.seal();
      }
    }
    return tenant;
  }

  @Test
  void whatIsLeftUnfinishedIsFinishedByTheNextQuery() {
    AtomicInteger checks = new AtomicInteger();
    int last = 0;
    boolean ended = true;
    while (ended) {
      int end = ++last;
      checks.set(0);
      try {
        tenant.list(
            () -> {
              if (checks.incrementAndGet() == end) {
                throw new QueryEndedException("check " + end);
              }
            });
        ended = false;
      } catch (QueryEndedException e) {
        assertThat(e).hasMessage("check " + end);
      }
    }

    assertThat(last).isGreaterThan(6); // Blocks to look into, and parts to join.
    assertThat(tenant.assertAllIsSeenOnce()).isEqualTo(9);
  }

  @Test
  void aQueryThatWaitsForAnothersJoinEndsInTime() throws Exception {
    AtomicInteger left = new AtomicInteger();
    split().list(left::incrementAndGet);
    left.addAndGet(-BLOCKS); // Their row groups are listed after the join.
    CountDownLatch joining = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .start(
                () ->
                    tenant.list(
                        () -> {
                          if (left.decrementAndGet() == 0) {
                            joining.countDown();
                            Uninterruptibles.awaitUninterruptibly(go);
                          }
                        }));
    joining.await();
    long deadline = System.nanoTime() + WAIT_NANOS;
    QueryGuard guard =
        () -> {
          if (System.nanoTime() - deadline > 0) {
            throw new QueryEndedException("time is over");
          }
        };

    assertThatThrownBy(() -> tenant.list(guard)).hasMessage("time is over");
    go.countDown();
    first.join();
    assertThat(tenant.assertAllIsSeenOnce()).isEqualTo(9);
  }
}
