package dev.vivace.storage.protocol;

import static dev.vivace.storage.protocol.ProtocolFixture.ACME;
import static dev.vivace.storage.protocol.ProtocolFixture.LOG;
import static dev.vivace.storage.protocol.ProtocolFixture.OTHER;
import static dev.vivace.storage.protocol.ProtocolFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.id.TenantId;
import dev.vivace.storage.manifest.RemoveEdit;
import dev.vivace.storage.manifest.StoredManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Several processes at once, their calls in any order: some crash, some sleep for days in between,
/// answers are lost. Readers look all the time.
class RandomHousekeepingTest {

  private static final int RUNS = 100;
  private static final int STEPS = 600;

  private ProtocolFixture fixture = new ProtocolFixture();
  private Random random = new Random(0);
  private final List<Running<?>> running = new ArrayList<>();
  private final Map<TenantId, List<String>> committed = new HashMap<>();
  private final Map<TenantId, Set<String>> removable = new HashMap<>();
  private final Map<TenantId, Set<String>> seen = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private int versions;
  private int collected;

  /// A protocol of some process, and what it is waiting for.
  private final class Running<R> {

    private final StoreProtocol<R> protocol;
    private final Runnable atEnd;
    private @Nullable StoreStep<R> step;
    private boolean asleep;

    Running(StoreProtocol<R> protocol, Runnable atEnd) {
      this.protocol = protocol;
      this.atEnd = atEnd;
    }

    /// Whether it goes on afterwards.
    boolean advance() {
      StoreStep<R> now = step == null ? protocol.begin() : step;
      if (now instanceof StoreStep.Call<R>(var call)) {
        int luck = random.nextInt(100);
        StoreAnswer answer =
            luck < 3 ? new StoreAnswer.Failed("lost request") : fixture.store.answer(call);
        now = protocol.answered(luck > 96 ? new StoreAnswer.Failed("lost answer") : answer);
      }
      step = now;
      if (now instanceof StoreStep.Done<R>) {
        atEnd.run();
        return false;
      }
      return true;
    }
  }

  @Test
  void nothingIsLostNothingIsDoubleAndNothingComesBack() {
    long first = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + first);
    for (int run = 0; run < RUNS; run++) {
      long seed = first + run;
      try {
        run(seed);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(versions).isGreaterThan(RUNS);
    assertThat(collected).isGreaterThan(RUNS / 10);
  }

  private void run(long seed) {
    random = new Random(seed);
    fixture = new ProtocolFixture();
    running.clear();
    committed.clear();
    removable.clear();
    seen.clear();
    gone.clear();
    for (int i = 0; i < STEPS; i++) {
      if (running.size() < 5 && random.nextInt(4) == 0) {
        running.add(begin());
      }
      step();
      if (random.nextInt(10) == 0) {
        check();
      }
    }
    check();
  }

  private void step() {
    if (running.isEmpty()) {
      return;
    }
    Running<?> one = running.get(random.nextInt(running.size()));
    if (one.asleep && random.nextInt(20) != 0) {
      return;
    }
    one.asleep = random.nextInt(40) == 0;
    if (one.asleep) {
      fixture.store.advance(VirtualStore.HOUR * random.nextInt(30));
    }
    if (random.nextInt(100) == 0 || !one.advance()) {
      running.remove(one);
    }
  }

  private Running<?> begin() {
    TenantId tenant = random.nextBoolean() ? ACME : OTHER;
    StoredManifest unknown = StoredManifest.none(tenant);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> append();
      case 3 ->
          new Running<>(
              new FollowChain(LOG, 0).then(chain -> Folding.of(chain, writer())), () -> {});
      case 4 -> new Running<>(Collection.ofSections(LOG), () -> {});
      case 5 -> {
        int part = random.nextInt(4);
        yield new Running<>(
            AppendManifest.of(
                unknown,
                new RemoveEdit(
                    block -> {
                      boolean goes = block.entry().minTraceStartNanos() / 10 % 4 == part;
                      if (goes) {
                        removable(tenant).add(block.entry().key());
                      }
                      return goes;
                    },
                    VirtualStore.HOUR),
                writer()),
            () -> versions++);
      }
      case 6 -> new Running<>(Deletion.of(unknown, 3, writer()), () -> {});
      default -> new Running<>(Collection.ofManifests(unknown, 24 * VirtualStore.HOUR), () -> {});
    };
  }

  private Set<String> removable(TenantId tenant) {
    return removable.computeIfAbsent(tenant, _ -> new HashSet<>());
  }

  /// A section at the head as it is now; several may try for the same one. What counts as committed
  /// is what the chain has.
  private Running<?> append() {
    ChainReading chain = fixture.chain();
    long start = chain.last().map(section -> section.end()).orElse(0L);
    long end = start + 10L * (1 + random.nextInt(2));
    var commit =
        random.nextInt(3) == 0
            ? ProtocolFixture.section(start, end, ACME, OTHER)
            : ProtocolFixture.section(start, end, random.nextBoolean() ? ACME : OTHER);
    commit.blocks().forEach(block -> fixture.store.put(block.key(), new byte[100]));
    return new Running<>(
        AppendSection.of(commit)
            .map(
                outcome -> {
                  if (outcome instanceof AppendSection.Outcome.Ours) {
                    commit
                        .blocks()
                        .forEach(
                            block ->
                                committed
                                    .computeIfAbsent(block.tenant(), _ -> new ArrayList<>())
                                    .add(block.key()));
                  }
                  return outcome;
                }),
        () -> {});
  }

  private void check() {
    if (fixture.chain().floor() > 0) {
      collected++;
    }
    for (TenantId tenant : List.of(ACME, OTHER)) {
      List<String> visible = fixture.visible(tenant);
      assertThat(visible).doesNotHaveDuplicates();
      List<String> expected = new ArrayList<>(committed.getOrDefault(tenant, List.of()));
      expected.removeAll(removable(tenant));
      assertThat(visible).containsAll(expected);
      assertThat(visible).allMatch(key -> !fixture.store.keys(key).isEmpty());
      Set<String> before = seen.computeIfAbsent(tenant, _ -> new HashSet<>());
      assertThat(visible).noneMatch(gone::contains);
      before.stream().filter(key -> !visible.contains(key)).forEach(gone::add);
      before.addAll(visible);
    }
  }
}
