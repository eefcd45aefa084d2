package dev.vivace.storage.object.backlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedObjectStoreTest {

  @TempDir Path folder;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private DistantStore bucket;
  private StagedObjectStore store;

  @BeforeEach
  void open() {
    bucket = new DistantStore(new LocalObjectStore(folder.resolve("bucket")));
    store = newStore(1 << 20);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private StagedObjectStore newStore(long maxBytes) {
    return new StagedObjectStore(
        folder.resolve("backlog"),
        bucket,
        key -> key.startsWith("=log/"),
        "=log/x/",
        maxBytes,
        InstantSource.system(),
        registry);
  }

  private void reopen(long maxBytes) {
    store.close();
    registry.clear();
    store = newStore(maxBytes);
  }

  @Test
  void objectsCanBeReadAtOnceWhileTheBucketIsAway() {
    bucket.setAway(true);
    assertThat(create("t/blocks/1", "block")).isTrue();
    assertThat(create("t/blocks/1", "other")).isFalse();
    assertThat(store.size("t/blocks/1")).contains(5L);
    assertThat(store.readWhole("t/blocks/1", 10)).hasValue(bytes("block"));
    assertThat(store.read("t/blocks/1", 1, 3).remaining()).isEqualTo(3);
    assertThat(store.backlogBytes()).isEqualTo(5);
  }

  @Test
  void theBacklogDrainsBatchByBatchTheCommitObjectLast() {
    bucket.setAway(true);
    for (int batch = 1; batch <= 3; batch++) {
      create("b/blocks/" + batch, "block of b");
      create("a/blocks/" + batch, "block of a");
      create("=log/x/" + batch, "commit");
    }
    store.start();
    bucket.setAway(false);
    awaitDrained();
    List<String> order = bucket.created();
    assertThat(order).hasSize(9);
    for (int batch = 0; batch < 3; batch++) {
      String number = Integer.toString(batch + 1);
      assertThat(order.subList(3 * batch, 3 * batch + 3)).allMatch(key -> key.endsWith(number));
      assertThat(order.get(3 * batch + 2)).isEqualTo("=log/x/" + number);
    }
    assertThat(store.readWhole("a/blocks/2", 100)).hasValue(bytes("block of a"));
    assertThat(files()).isEmpty();
  }

  @Test
  void whatNoCommitObjectFollowsIsNotSentAndGoesWithTheProcess() {
    create("t/blocks/1", "committed");
    create("=log/x/1", "commit");
    create("t/blocks/2", "never committed");
    store.start();
    await().until(() -> bucket.created().size() == 2);
    reopen(1 << 20);
    assertThat(store.size("t/blocks/2")).isEmpty();
    assertThat(store.backlogBytes()).isZero();
    assertThat(files()).isEmpty();
    assertThat(bucket.created()).doesNotContain("t/blocks/2");
  }

  @Test
  void aRestartFindsTheBacklogAndGoesOnInTheSameOrder() {
    bucket.setAway(true);
    create("t/blocks/1", "first");
    create("=log/x/1", "commit");
    reopen(1 << 20);
    create("t/blocks/2", "second");
    create("=log/x/2", "commit");
    assertThat(store.readWhole("t/blocks/1", 10)).hasValue(bytes("first"));
    bucket.setAway(false);
    assertThat(store.list("t/")).containsExactly("t/blocks/1", "t/blocks/2");
    store.start();
    awaitDrained();
    assertThat(bucket.created())
        .containsExactly("t/blocks/1", "=log/x/1", "t/blocks/2", "=log/x/2");
  }

  @Test
  void anObjectThatWasSentWithoutAnAnswerIsAdopted() {
    bucket.loseAnswers(true);
    create("t/blocks/1", "block");
    create("=log/x/1", "commit");
    store.start();
    await().until(() -> !bucket.created().isEmpty());
    bucket.loseAnswers(false);
    awaitDrained();
    assertThat(bucket.created()).containsExactly("t/blocks/1", "=log/x/1");
    assertThat(counter("vivace_backlog_conflicts")).isZero();
  }

  @Test
  void otherContentInTheBucketStopsTheUploadUntilItIsMovedAway() {
    bucket.setAway(true);
    create("t/blocks/1", "block");
    create("=log/x/1", "commit");
    bucket.setAway(false);
    bucket.createIfAbsent("t/blocks/1", new Content(bytes("other")));
    store.start();
    await().until(() -> counter("vivace_backlog_conflicts") > 0);
    assertThat(bucket.readWhole("t/blocks/1", 10)).hasValue(bytes("other"));
    assertThat(bucket.size("=log/x/1")).isEmpty();
    bucket.delete("t/blocks/1");
    awaitDrained();
    assertThat(bucket.readWhole("t/blocks/1", 10)).hasValue(bytes("block"));
  }

  @Test
  void whatTheBucketHasIsNotCreatedAgain() {
    bucket.createIfAbsent("t/blocks/1", new Content(bytes("earlier")));
    assertThat(create("t/blocks/1", "block")).isFalse();
    assertThat(store.readWhole("t/blocks/1", 10)).hasValue(bytes("earlier"));
  }

  @Test
  void aFullBacklogRefusesUntilItHasDrained() {
    reopen(100);
    bucket.setAway(true);
    assertThat(create("t/blocks/1", "x".repeat(90))).isTrue();
    assertThat(create("t/blocks/2", "x".repeat(90))).as("a batch may always end").isTrue();
    assertThat(create("=log/x/1", "commit")).isTrue();
    assertThatThrownBy(() -> create("t/blocks/3", "x"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("holds 186 of at most 100 bytes")
        .hasMessageContaining("storage.trace.s3.backlog_max_bytes");
    store.start();
    bucket.setAway(false);
    awaitDrained();
    assertThat(create("t/blocks/3", "x")).isTrue();
  }

  @Test
  void aListingOfWhatIsOursAloneWorksWhileTheBucketIsAway() {
    create("=log/x/1", "commit");
    store.start();
    awaitDrained();
    bucket.setAway(true);
    create("=log/x/2", "commit");
    assertThat(store.listPage("=log/x/", "").objects())
        .extracting(ListedObject::key)
        .containsExactly("=log/x/2");
    assertThatThrownBy(() -> store.listPage("=log/", ""))
        .isInstanceOf(StoreUnavailableException.class);
    bucket.setAway(false);
    assertThat(store.listPage("=log/x/", "").objects()).hasSize(2);
  }

  @Test
  void aDeletedObjectIsGoneHereAndThere() {
    bucket.setAway(true);
    create("t/blocks/1", "block");
    store.delete("t/blocks/1");
    assertThat(files()).isEmpty();
    bucket.setAway(false);
    assertThat(store.size("t/blocks/1")).isEmpty();
    create("t/blocks/1", "again");
    create("=log/x/1", "commit");
    store.start();
    awaitDrained();
    store.delete("t/blocks/1");
    assertThat(bucket.size("t/blocks/1")).isEmpty();
  }

  private boolean create(String key, String content) {
    return store.createIfAbsent(key, new Content(bytes(content)));
  }

  private void awaitDrained() {
    await().until(() -> store.backlogBytes() == 0);
  }

  private double counter(String name) {
    return registry.counter(name).count();
  }

  private List<String> files() {
    try (Stream<Path> files = Files.list(folder.resolve("backlog"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> !n.equals(".new"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record Content(byte[] bytes) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
