package dev.vivace.storage.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SectionChainTest {

  private final MemoryStore store = new MemoryStore();

  @Test
  void anEmptyChainBeginsAtZero() {
    SectionChain chain = open();
    assertThat(chain.head()).isZero();
    assertThat(chain.replayFrom()).isZero();
    assertThat(chain.last()).isEmpty();
    assertThat(chain.blocks()).isEmpty();
  }

  @Test
  void sectionsFollowEachOtherAndAreFoundAgain() {
    SectionChain chain = open();
    for (long start = 0; start < 50; start += 10) {
      SectionCommit commit = SectionFixture.section(start, start + 10, "w");
      SectionChain.Appended appended = chain.append(commit);
      assertThat(appended.ours()).isTrue();
      assertThat(appended.section()).isEqualTo(commit);
    }
    SectionChain again = open();
    assertThat(again.head()).isEqualTo(50).isEqualTo(chain.head());
    assertThat(again.replayFrom()).isEqualTo(50);
    assertThat(again.sections()).isEqualTo(5);
    assertThat(again.last()).isEqualTo(chain.last());
    assertThat(again.blocks())
        .isEqualTo(chain.blocks())
        .extracting(BlockEntry::key)
        .containsExactly(
            "acme/blocks/0",
            "acme/blocks/10",
            "acme/blocks/20",
            "acme/blocks/30",
            "acme/blocks/40");
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
    winner.append(SectionFixture.section(0, 15, "winner"));
    winner.append(SectionFixture.section(15, 40, "winner"));
    SectionChain.Appended appended = loser.append(SectionFixture.section(0, 10, "loser"));
    assertThat(appended.ours()).isFalse();
    assertThat(appended.section().end()).isEqualTo(15);
    assertThat(loser.head()).isEqualTo(40);
    assertThat(loser.blocks()).isEqualTo(winner.blocks());
  }

  @Test
  void anOwnCreateWhoseAnswerWasLostIsASuccess() {
    SectionChain chain = open();
    store.afterCreate = Fault.ANSWER_LOST;
    assertThat(chain.append(SectionFixture.section(0, 10, "w")).ours()).isTrue();
    store.afterCreate = Fault.SAYS_EXISTS;
    assertThat(chain.append(SectionFixture.section(10, 20, "w")).ours()).isTrue();
    assertThat(chain.head()).isEqualTo(20);
    assertThat(chain.blocks()).hasSize(2);
  }

  @Test
  void aCreateThatDidNotHappenIsPassedOnAndCanBeRepeated() {
    SectionChain chain = open();
    SectionCommit commit = SectionFixture.section(0, 10, "w");
    store.afterCreate = Fault.NOT_DONE;
    assertThatThrownBy(() -> chain.append(commit)).isInstanceOf(StoreUnavailableException.class);
    assertThat(chain.head()).isZero();
    assertThat(chain.append(commit).ours()).isTrue();
  }

  @Test
  void aRepeatOfACreateThatGotThroughIsStillOurs() {
    SectionChain chain = open();
    SectionCommit commit = SectionFixture.section(0, 10, "w");
    store.afterCreate = Fault.ANSWER_LOST;
    store.failsReads = true;
    assertThatThrownBy(() -> chain.append(commit)).isInstanceOf(StoreUnavailableException.class);
    store.failsReads = false;
    assertThat(chain.append(commit).ours()).isTrue();
    assertThat(chain.head()).isEqualTo(10);
  }

  @Test
  void damagedForeignAndNewerSectionsStopTheChain() {
    SectionChain chain = open();
    chain.append(SectionFixture.section(0, 10, "w"));
    chain.append(SectionFixture.section(10, 20, "w"));
    byte[] second = store.objects.get(SectionCommit.key(SectionFixture.LOG, 0, 10));
    store.objects.put(SectionCommit.key(SectionFixture.LOG, 0, 0), second);
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
    SectionChain chain = SectionChain.open(local, SectionFixture.LOG, 0);
    assertThat(chain.sections()).isEqualTo(total).isGreaterThanOrEqualTo(sections);
    assertThat(chain.blocks()).hasSize(total);
    long end = 0;
    for (String key : local.list("=log/")) {
      SectionCommit section = SectionCodec.decode(key, local.readWhole(key, 1 << 20).orElseThrow());
      assertThat(section.start()).isEqualTo(end);
      end = section.end();
    }
    assertThat(chain.head()).isEqualTo(end);
  }

  private static int race(ObjectStore store, String writer, int sections) {
    SectionChain chain = SectionChain.open(store, SectionFixture.LOG, 0);
    int won = 0;
    while (chain.sections() < sections) {
      long start = chain.head();
      long length = 1L + Math.floorMod(writer.hashCode(), 7);
      if (chain.append(SectionFixture.section(start, start + length, writer)).ours()) {
        won++;
      }
    }
    return won;
  }

  @Test
  void aLongChainOpensInSeconds() {
    SectionChain chain = open();
    for (long start = 0; start < 20_000; start++) {
      chain.append(SectionFixture.section(start, start + 1, "w"));
    }
    long before = System.nanoTime();
    assertThat(open().head()).isEqualTo(20_000);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
  }

  private SectionChain open() {
    return SectionChain.open(store, SectionFixture.LOG, 0);
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
