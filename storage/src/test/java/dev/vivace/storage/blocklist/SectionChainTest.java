package dev.vivace.storage.blocklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.protocol.AppendSection.Outcome;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.section.SectionFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionChainTest {

  private static final LogPartition LOG = new LogPartition(SectionFixture.LOG, 0);

  private final MemoryStore store = new MemoryStore();

  @Test
  void anEmptyChainBeginsAtZero() {
    SectionChain chain = open();
    assertThat(chain.head()).isZero();
    assertThat(chain.replayFrom()).isZero();
    assertThat(chain.last()).isEmpty();
  }

  @Test
  void sectionsFollowEachOtherAndAreFoundAgain() {
    SectionChain chain = open();
    for (long start = 0; start < 50; start += 10) {
      SectionCommit commit = SectionFixture.section(start, start + 10, "w");
      assertThat(chain.append(commit)).isEqualTo(new Outcome.Ours(commit));
    }
    SectionChain again = open();
    assertThat(again.head()).isEqualTo(50).isEqualTo(chain.head());
    assertThat(again.replayFrom()).isEqualTo(50);
    assertThat(again.last()).isEqualTo(chain.last());
  }

  @Test
  void aSectionThatIsNotNextIsRefused() {
    SectionChain chain = open();
    chain.append(SectionFixture.section(0, 10, "w"));
    assertThatThrownBy(() -> chain.append(SectionFixture.section(11, 20, "w")))
        .hasMessageContaining("leaves a gap");
    assertThatThrownBy(() -> chain.append(SectionFixture.section(0, 10, "w")))
        .hasMessageContaining("below the head");
  }

  @Test
  void theLoserAdoptsWhatTheOthersCommitted() {
    SectionChain loser = open();
    SectionChain winner = open();
    SectionCommit first = SectionFixture.section(0, 15, "winner");
    winner.append(first);
    winner.append(SectionFixture.section(15, 40, "winner"));
    assertThat(loser.append(SectionFixture.section(0, 10, "loser")))
        .isEqualTo(new Outcome.Lost(first));
    assertThat(loser.head()).isEqualTo(40);
  }

  @Test
  void anOwnCreateWhoseAnswerWasLostIsASuccess() {
    SectionChain chain = open();
    store.afterCreate = Fault.ANSWER_LOST;
    assertThat(chain.append(SectionFixture.section(0, 10, "w"))).isInstanceOf(Outcome.Ours.class);
    store.afterCreate = Fault.SAYS_EXISTS;
    assertThat(chain.append(SectionFixture.section(10, 20, "w"))).isInstanceOf(Outcome.Ours.class);
    store.afterCreate = Fault.NOT_DONE;
    assertThat(chain.append(SectionFixture.section(20, 30, "w"))).isInstanceOf(Outcome.Ours.class);
    assertThat(chain.head()).isEqualTo(30);
  }

  @Test
  void aRepeatOfACreateThatGotThroughIsStillOurs() {
    SectionChain chain = open();
    SectionCommit commit = SectionFixture.section(0, 10, "w");
    store.afterCreate = Fault.ANSWER_LOST;
    store.failsReads = true;
    assertThatThrownBy(() -> chain.append(commit)).isInstanceOf(StoreUnavailableException.class);
    assertThat(chain.head()).isZero();
    store.failsReads = false;
    assertThat(chain.append(commit)).isInstanceOf(Outcome.Ours.class);
    assertThat(chain.head()).isEqualTo(10);
  }

  @Test
  void aSectionUnderAnothersKeyIsPassedOverAndStopsTheChainAtItsEnd() {
    SectionChain chain = open();
    chain.append(SectionFixture.section(0, 10, "w"));
    chain.append(SectionFixture.section(10, 20, "w"));
    byte[] second = store.objects.get(SectionCommit.key(SectionFixture.LOG, 0, 10));
    byte[] first =
        Objects.requireNonNull(
            store.objects.put(SectionCommit.key(SectionFixture.LOG, 0, 0), second));
    assertThat(open().head()).isEqualTo(20);
    store.objects.put(SectionCommit.key(SectionFixture.LOG, 0, 10), first);
    assertThatThrownBy(this::open)
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("says that it is");
  }

  @Test
  void ofEightWritersOneWinsEachSection(@TempDir Path folder) throws Exception {
    LocalObjectStore local = new LocalObjectStore(folder);
    int writers = 8;
    int sections = 25;
    List<Future<Integer>> wins = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(writers)) {
      for (int w = 0; w < writers; w++) {
        String writer = "writer " + w;
        wins.add(executor.submit(() -> race(local, writer, sections)));
      }
    }
    int total = 0;
    for (Future<Integer> won : wins) {
      total += won.get();
    }
    List<String> keys = local.list("=log/");
    assertThat(keys).hasSize(total).hasSizeGreaterThanOrEqualTo(sections);
    long end = 0;
    for (String key : keys) {
      SectionCommit section = SectionCodec.decode(key, local.readWhole(key, 1 << 20).orElseThrow());
      assertThat(section.start()).isEqualTo(end);
      end = section.end();
    }
    assertThat(SectionChain.open(runner(local), LOG).head()).isEqualTo(end);
  }

  private static int race(ObjectStore store, String writer, int sections) {
    SectionChain chain = SectionChain.open(runner(store), LOG);
    int won = 0;
    while (chain.head() < 7L * sections) {
      long start = chain.head();
      long length = 1L + Math.floorMod(writer.hashCode(), 7);
      if (chain.append(SectionFixture.section(start, start + length, writer))
          instanceof Outcome.Ours) {
        won++;
      }
    }
    return won;
  }

  @Test
  void aLongChainOpensInSeconds() {
    SectionChain chain = open();
    for (long start = 0; start < 20_000; start++) {
      SectionCommit commit = SectionFixture.section(start, start + 1, "w");
      store.objects.put(commit.key(), SectionCodec.encode(commit));
    }
    long before = System.nanoTime();
    chain.refresh();
    assertThat(chain.head()).isEqualTo(20_000);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  private SectionChain open() {
    return SectionChain.open(runner(store), LOG);
  }

  private static StoreRunner runner(ObjectStore store) {
    return new StoreRunner(
        store, new Patience(Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(200)));
  }

  private enum Fault {
    NONE,
    ANSWER_LOST,
    SAYS_EXISTS,
    NOT_DONE
  }

  /// Objects in memory; the next create may go wrong.
  private static final class MemoryStore implements ObjectStore {

    private final ConcurrentMap<String, byte[]> objects = new ConcurrentHashMap<>();
    private Fault afterCreate = Fault.NONE;
    private boolean failsReads;

    @Override
    public boolean createIfAbsent(String key, ObjectContent content) {
      Fault fault = afterCreate;
      afterCreate = Fault.NONE;
      if (fault == Fault.NOT_DONE) {
        throw new StoreUnavailableException("refused by the test");
      }
      boolean created = objects.putIfAbsent(key, bytes(content)) == null;
      if (fault == Fault.ANSWER_LOST) {
        throw new StoreUnavailableException("answer lost by the test");
      }
      return created && fault != Fault.SAYS_EXISTS;
    }

    private static byte[] bytes(ObjectContent content) {
      try (InputStream in = content.open()) {
        return in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<Long> size(String key) {
      return readWhole(key, Integer.MAX_VALUE).map(bytes -> (long) bytes.length);
    }

    @Override
    public ByteBuffer read(String key, long offset, int length) {
      return ByteBuffer.wrap(objects.get(key), (int) offset, length);
    }

    @Override
    public Optional<byte[]> readWhole(String key, int maxBytes) {
      if (failsReads) {
        throw new StoreUnavailableException("read refused by the test");
      }
      return Optional.ofNullable(objects.get(key));
    }

    @Override
    public List<String> list(String prefix) {
      return objects.keySet().stream().filter(key -> key.startsWith(prefix)).sorted().toList();
    }

    @Override
    public ObjectPage listPage(String prefix, String after) {
      return new ObjectPage(
          list(prefix).stream()
              .filter(key -> key.compareTo(after) > 0)
              .map(key -> new ListedObject(key, objects.get(key).length, 0))
              .toList(),
          false,
          0);
    }

    @Override
    public void delete(String key) {
      objects.remove(key);
    }
  }
}
