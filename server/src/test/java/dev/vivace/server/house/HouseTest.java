package dev.vivace.server.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.compactor.DiskSpace;
import dev.vivace.model.id.TenantId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the ingester writes and the housekeeper keeps.
class HouseTest {

  private static final TenantId ACME = new TenantId("acme");

  @TempDir Path folder;
  private @Nullable House open;

  private House house(long maxBytes) {
    House house = new House(folder, maxBytes).start();
    open = house;
    return house;
  }

  @AfterEach
  void close() {
    if (open != null) {
      open.close();
    }
  }

  /// A span a minute: the section before it becomes a block.
  private static void pass(House house, int fromMinute, int minutes) {
    for (int i = fromMinute; i < fromMinute + minutes; i++) {
      house.append(ACME, i, i);
      house.clock.advance(House.MINUTE);
      house.awaitWritten();
      house.keepHouse();
    }
  }

  private static void assertFound(House house, long from, long to) {
    for (long trace = from; trace < to; trace++) {
      assertThat(house.find(ACME, trace)).as("trace %d", trace).containsExactly(trace);
    }
  }

  @Test
  void sectionsAreFoldedAndARestartReadsFewOfThem() {
    House house = house(0);
    pass(house, 0, 60);
    assertThat(house.store.list("=log/")).hasSizeLessThan(12);
    assertThat(house.store.list("acme/=manifest/")).isNotEmpty();
    assertThat(house.counter("vivace_sections_folded")).isGreaterThan(40);
    assertFound(house, 0, 60);
    house.restart();
    assertFound(house, 0, 60);
    pass(house, 60, 20);
    house.restart();
    assertFound(house, 0, 80);
    assertThat(house.fatal).hasValue(0);
  }

  @Test
  void blocksGoWhenTheirTimeIsOverAndTheirObjectsAGraceLater() {
    House house = house(0);
    int kept = (int) House.RETENTION.toMinutes();
    pass(house, 0, kept + 90);
    int objects = house.store.list("acme/blocks/").size();
    assertThat(objects).isBetween(kept, kept + 60);
    assertThat(house.counter("tempodb_retention_marked_for_deletion")).isBetween(75.0, 91.0);
    assertThat(house.counter("tempodb_retention_deleted")).isBetween(40.0, 80.0);
    assertFound(house, 91, kept + 90);
    for (long trace = 0; trace < 70; trace++) {
      assertThat(house.find(ACME, trace)).isEmpty();
    }
    house.restart();
    assertFound(house, 91, kept + 90);
    assertThat(house.find(ACME, 3)).isEmpty();
  }

  @Test
  void aMachineLeftAloneNeverFills() {
    long maxBytes = 200_000;
    House house = house(maxBytes);
    long most = 0;
    for (int i = 0; i < 150; i++) {
      house.append(ACME, i, LongStream.range(0, 200).toArray());
      house.clock.advance(House.MINUTE);
      house.awaitWritten();
      house.keepHouse();
      most = Math.max(most, house.store.bytes("acme/blocks/"));
    }
    assertThat(most).isBetween(maxBytes * 8 / 10, maxBytes);
    assertThat(house.counter("vivace_blocks_removed_for_room")).isGreaterThan(10);
    assertThat(house.counter("tempodb_retention_errors")).isZero();
    assertThat(house.find(ACME, 0)).isEmpty();
    assertThat(house.find(ACME, 149)).hasSize(200);
    assertThat(house.store.list("acme/").size()).isLessThan(400);
  }

  @Test
  void theOldestBlocksGoWhileTheVolumeIsShortOfRoom() {
    House house = house(0);
    pass(house, 0, 40);
    long blocks = house.store.bytes("acme/blocks/");
    house.disk(new DiskSpace(blocks / 20, blocks));
    house.keepHouse();
    house.disk(DiskSpace.ENDLESS);
    assertThat(house.find(ACME, 0)).isEmpty();
    assertFound(house, 20, 40);
    assertThat(house.store.list("acme/blocks/").size()).isGreaterThanOrEqualTo(39);
    house.clock.advance(House.SHORT_GRACE);
    house.keepHouse();
    assertThat(house.store.bytes("acme/blocks/")).isLessThan(blocks);
  }

  @Test
  void theLastHourStaysIfOthersFillTheVolume() {
    House house = house(0);
    pass(house, 0, 90);
    house.disk(new DiskSpace(0, 1L << 40));
    house.keepHouse();
    assertThat(house.find(ACME, 0)).isEmpty();
    assertFound(house, 35, 90);
  }

  @Test
  void aStoreThatFailsIsKeptInOrderLater() {
    House house = house(0);
    pass(house, 0, 20);
    house.store.failOn(key -> key.contains("=manifest"));
    house.clock.advance(Duration.ofMinutes(61));
    Thread patient = Thread.ofPlatform().start(house::keepHouse);
    await().until(() -> house.store.failures() >= 2);
    house.store.failOn(_ -> false);
    joined(patient);
    house.keepHouse();
    assertFound(house, 0, 20);
    assertThat(house.store.list("=log/")).hasSizeLessThan(12);
  }

  @Test
  void aBlockThatNothingNamesIsDeletedADayLater() {
    House house = house(0);
    pass(house, 0, 10);
    String block = house.store.list("acme/blocks/").getFirst();
    house.store.copy(block, "acme/blocks/copy");
    house.clock.advance(Duration.ofHours(23));
    house.keepHouse();
    assertThat(house.store.list("acme/blocks/")).contains("acme/blocks/copy");

    house.clock.advance(Duration.ofMinutes(61));
    pass(house, 10, 30); // Until it is less than a fifth of the blocks.

    assertThat(house.store.list("acme/blocks/")).doesNotContain("acme/blocks/copy");
    assertThat(house.counter("vivace_orphans_deleted")).isEqualTo(1);
    assertFound(house, 10, 40);
  }

  @Test
  void aBlockThatNothingNamesAndNobodyCanReadStays() {
    House house = house(0);
    pass(house, 0, 10);
    house.store.create("acme/blocks/rubbish", new byte[1_000]);
    house.clock.advance(Duration.ofHours(25));
    house.keepHouse();
    assertThat(house.store.list("acme/blocks/")).contains("acme/blocks/rubbish");
    assertThat(house.counter("tempodb_retention_errors")).isZero();
  }

  private static void joined(Thread thread) {
    try {
      assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aSecondLogInTheStoreIsServedToo() throws Exception {
    House house = house(0);
    pass(house, 0, 20);
    house.close();
    Files.move(folder.resolve("wal"), folder.resolve("lost"));
    house.start();
    pass(house, 20, 20);
    assertFound(house, 0, 19); // The last one was in no block yet: it is gone with its log.
    assertFound(house, 20, 40);
    house.clock.advance(Duration.ofHours(2));
    house.keepHouse();
    assertFound(house, 0, 19);
    house.restart();
    assertFound(house, 0, 19);
    assertFound(house, 20, 40);
    assertThat(List.copyOf(house.store.list("=log/"))).hasSizeLessThan(8);
  }
}
