package dev.vivace.storage.blocklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.protocol.AppendManifest;
import dev.vivace.storage.protocol.AppendSection;
import dev.vivace.storage.protocol.Collection;
import dev.vivace.storage.protocol.Folding;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.runner.Patience;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionCommit;
import dev.vivace.storage.section.SectionFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CopiedSectionsTest {

  private static final LogPartition LOG = new LogPartition(SectionFixture.LOG, 0);

  @TempDir Path folder;
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private CopiedSections store;
  private StoreRunner runner;

  @BeforeEach
  void open() {
    store =
        new CopiedSections(
            new LocalObjectStore(folder.resolve("blocks")),
            new LocalObjectStore(folder.resolve("copies")),
            "=log/" + LOG.logId() + "/",
            registry);
    runner = new StoreRunner(store, Patience.SHORT);
  }

  private SectionCommit commit(long start) {
    SectionCommit section = SectionFixture.section(start, start + 10, "w");
    runner.run(AppendSection.of(section));
    return section;
  }

  private Path object(long start) {
    return folder.resolve("blocks").resolve(LOG.sectionKey(start));
  }

  private Path copy(long start) {
    return folder.resolve("copies").resolve(LOG.sectionKey(start));
  }

  private SectionChain chain() {
    open();
    return SectionChain.open(runner, LOG);
  }

  @Test
  void whateverByteOfASectionIsDamagedItIsReadFromItsCopy() throws IOException {
    commit(0);
    SectionCommit last = commit(10);
    byte[] whole = Files.readAllBytes(object(10));
    long seed = Long.getLong("vivace.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int at = random.nextInt(20); at < whole.length; at += 1 + random.nextInt(20)) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(object(10), damaged);
      assertThat(chain().last()).as("seed %d, byte %d", seed, at).contains(last);
    }
    Files.write(object(10), new byte[0]);
    assertThat(chain().last()).contains(last);
    assertThat(registry.get("vivace_sections_read_from_copies").counter().count()).isPositive();
  }

  @Test
  void theChainGoesOnBehindAMendedSection() throws IOException {
    commit(0);
    Files.write(object(0), new byte[10]);
    SectionChain chain = chain();
    assertThat(chain.head()).isEqualTo(10);
    assertThat(chain.append(SectionFixture.section(10, 20, "w")))
        .isInstanceOf(AppendSection.Outcome.Ours.class);
    assertThat(runner.run(new FollowChain(LOG, 0)).sections()).hasSize(2);
  }

  @Test
  void aSectionAndItsCopyDamagedAreDamaged() throws IOException {
    commit(0);
    Files.write(object(0), new byte[10]);
    Files.write(copy(0), new byte[10]);
    assertThatThrownBy(this::chain).isInstanceOf(CorruptDataException.class);
    Files.delete(copy(0));
    assertThatThrownBy(this::chain).isInstanceOf(CorruptDataException.class);
  }

  /// It may be the copy of an attempt that did not get through.
  @Test
  void aCopyWithoutAnObjectIsNoSection() throws IOException {
    commit(0);
    Files.delete(object(0));
    assertThat(chain().head()).isZero();
    SectionCommit second = commit(0);
    Files.write(object(0), new byte[10]);
    assertThat(chain().last()).contains(second);
  }

  @Test
  void copiesGoWithTheirSections() throws IOException {
    for (long start = 0; start < 50; start += 10) {
      commit(start);
    }
    AppendManifest.Writer writer = new AppendManifest.Writer(UUID.randomUUID(), "test");
    runner.run(Folding.of(runner.run(new FollowChain(LOG, 0)), writer));
    runner.run(Collection.ofSections(LOG));
    try (Stream<Path> left = Files.list(copy(0).getParent())) {
      assertThat(left.toList()).isEqualTo(List.of(copy(40)));
    }
  }
}
