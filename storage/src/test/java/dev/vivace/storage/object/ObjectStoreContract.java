package dev.vivace.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.vivace.model.error.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every object store promises.
public abstract class ObjectStoreContract {

  /// The store under test, empty before each test.
  protected abstract ObjectStore store();

  @Test
  void aCreatedObjectIsReadBack() {
    assertThat(create("acme/blocks/1", "hello world")).isTrue();
    assertThat(store().size("acme/blocks/1")).contains(11L);
    assertThat(text(store().read("acme/blocks/1", 6, 5))).isEqualTo("world");
    assertThat(text(store().read("acme/blocks/1", 11, 0))).isEmpty();
    assertThat(store().readWhole("acme/blocks/1", 11)).hasValue(bytes("hello world"));
  }

  @Test
  void anEmptyObjectIsAnObject() {
    assertThat(create("empty", "")).isTrue();
    assertThat(store().size("empty")).contains(0L);
    assertThat(store().readWhole("empty", 10)).hasValue(new byte[0]);
  }

  @Test
  void aKeyIsCreatedOnce() {
    assertThat(create("a/b", "first")).isTrue();
    assertThat(create("a/b", "second")).isFalse();
    assertThat(store().readWhole("a/b", 100)).hasValue(bytes("first"));
  }

  @Test
  void anAbsentObjectIsSaidToBeAbsent() {
    assertThat(store().size("none")).isEmpty();
    assertThat(store().size("none/at/all")).isEmpty();
    assertThat(store().readWhole("none", 10)).isEmpty();
    store().delete("none");
    assertThatThrownBy(() -> store().read("none", 0, 1)).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void aReadBeyondTheEndThrows() {
    create("short", "abc");
    assertThatThrownBy(() -> store().read("short", 1, 3))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("short");
    assertThatThrownBy(() -> store().readWhole("short", 2))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("at most 2");
  }

  @Test
  void aListingTellsSizesAndTimesByTheStoresClock() {
    create("t/blocks/a", "abc");
    create("t/blocks/b", "");
    create("t/other", "x");
    ObjectPage page = store().listPage("t/blocks/", "");
    assertThat(page.objects())
        .extracting(ListedObject::key, ListedObject::bytes)
        .containsExactly(tuple("t/blocks/a", 3L), tuple("t/blocks/b", 0L));
    assertThat(page.more()).isFalse();
    long margin = 5_000_000_000L; // Clocks of files and of buckets tick coarsely.
    for (ListedObject object : page.objects()) {
      assertThat(object.lastModifiedNanos())
          .isBetween(page.storeNowNanos() - 60_000_000_000L, page.storeNowNanos() + margin);
    }
  }

  @Test
  void aListingGoesOnBehindAKey() {
    create("t/a", "1");
    create("t/b", "1");
    create("t/d", "1");
    assertThat(store().listPage("t/", "t/a").objects())
        .extracting(ListedObject::key)
        .containsExactly("t/b", "t/d");
    assertThat(store().listPage("t/", "t/c").objects())
        .extracting(ListedObject::key)
        .containsExactly("t/d");
    assertThat(store().listPage("t/", "t/d").objects()).isEmpty();
    assertThat(store().listPage("none/", "").objects()).isEmpty();
  }

  @Test
  void listsByPrefixInByteOrder() {
    for (String key : List.of("t/blocks/b", "t/blocks/a", "t/=manifest/1", "t2/blocks/a")) {
      create(key, key);
    }
    assertThat(store().list("t/blocks/")).containsExactly("t/blocks/a", "t/blocks/b");
    assertThat(store().list("t/")).containsExactly("t/=manifest/1", "t/blocks/a", "t/blocks/b");
    assertThat(store().list("t"))
        .containsExactly("t/=manifest/1", "t/blocks/a", "t/blocks/b", "t2/blocks/a");
    assertThat(store().list("t/blocks/a")).containsExactly("t/blocks/a");
    assertThat(store().list("")).hasSize(4);
    assertThat(store().list("x/")).isEmpty();
  }

  @Test
  void aDeletedObjectIsGone() {
    create("a/b", "x");
    assertThat(text(store().read("a/b", 0, 1))).isEqualTo("x");
    store().delete("a/b");
    assertThat(store().size("a/b")).isEmpty();
    assertThat(store().list("a/")).isEmpty();
    assertThatThrownBy(() -> store().read("a/b", 0, 1)).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void ofManyWritersOfAKeyOneWins() throws Exception {
    int threads = 12;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      for (int round = 0; round < racedKeys(); round++) {
        String key = "race/" + round;
        int winner = raceForKey(executor, threads, key, writer -> create(key, "writer " + writer));
        assertThat(store().readWhole(key, 100)).hasValue(bytes("writer " + winner));
      }
    }
  }

  @Test
  void ofManyWritersOfALargeObjectOneWins() throws Exception {
    int threads = 4;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      int winner =
          raceForKey(
              executor,
              threads,
              "large",
              writer -> store().createIfAbsent("large", new Content(large(writer))));
      assertThat(store().readWhole("large", largeBytes())).hasValue(large(winner));
    }
  }

  /// Lets each of some writers create the key; fails unless one wins, and returns its number.
  private static int raceForKey(
      ExecutorService executor, int writers, String key, IntPredicate create) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Boolean>> created = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      int number = writer;
      created.add(
          executor.submit(
              () -> {
                start.await();
                return create.test(number);
              }));
    }
    start.countDown();
    List<Integer> winners = new ArrayList<>();
    for (int writer = 0; writer < writers; writer++) {
      if (created.get(writer).get()) {
        winners.add(writer);
      }
    }
    assertThat(winners).as("winners of " + key).hasSize(1);
    return winners.getFirst();
  }

  @Test
  void listsMoreThanAThousandKeys() throws Exception {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 1005; i++) {
      keys.add("many/%04d".formatted(i));
    }
    try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> created :
          executor.invokeAll(
              keys.stream().map(key -> (Callable<Boolean>) () -> create(key, "x")).toList())) {
        assertThat(created.get()).isTrue();
      }
    }
    create("n", "x");
    assertThat(store().list("many/")).isEqualTo(keys);
    List<String> paged = new ArrayList<>();
    for (boolean more = true; more; ) {
      ObjectPage page = store().listPage("many/", paged.isEmpty() ? "" : paged.getLast());
      page.objects().forEach(object -> paged.add(object.key()));
      more = page.more();
    }
    assertThat(paged).isEqualTo(keys);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "t/=log/1",
        "t/a+b",
        "t/50%25",
        "t/50%",
        "t/a'b(c)!*~",
        "t/a:b;c,d@e$f",
        "t/a?b=c&d",
        "t/a#b",
        "t/a\"b<c>d",
        "t/[x]{y}|^`",
        "t/-",
        "t/...",
        "t/name with 150 characters: /x"
      })
  void takesKeysOfAnyPrintableCharacter(String written) {
    String key = written.replace("name with 150 characters: ", "n".repeat(150));
    assertThat(create(key, "content")).isTrue();
    assertThat(create(key, "other")).isFalse();
    assertThat(store().size(key)).contains(7L);
    assertThat(text(store().read(key, 3, 4))).isEqualTo("tent");
    assertThat(store().list("t/")).containsExactly(key);
    assertThat(store().listPage(key, "").objects())
        .extracting(ListedObject::key)
        .containsExactly(key);
    store().delete(key);
    assertThat(store().readWhole(key, 10)).isEmpty();
  }

  @Test
  void contentThatEndsEarlyOrFailsLeavesNothing() {
    assertThatThrownBy(() -> store().createIfAbsent("cut", content("abc", 5)))
        .hasMessageContaining("cut");
    assertThatThrownBy(() -> store().createIfAbsent("failed", failing()))
        .hasMessageContaining("failed");
    assertThat(store().list("")).isEmpty();
    assertThat(create("cut", "whole")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/../b",
        "../a",
        "a/./b",
        "a\u0000b",
        "a b",
        "a\\b",
        "a\nb",
        "ä"
      })
  void refusesKeysThatAreNoSafePaths(String key) {
    assertThatThrownBy(() -> create(key, "x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().size(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().read(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().readWhole(key, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().delete(key)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void largeObjectsAreStreamed() {
    byte[] large = large(3);
    assertThat(store().createIfAbsent("large", new Content(large))).isTrue();
    assertThat(store().createIfAbsent("large", new Content(large(4)))).isFalse();
    assertThat(store().size("large")).contains((long) large.length);
    assertThat(store().readWhole("large", large.length)).hasValue(large);
    int middle = large.length / 2;
    assertThat(store().read("large", middle, 1000)).isEqualTo(ByteBuffer.wrap(large, middle, 1000));
  }

  @Test
  void aLargeObjectWhoseContentEndsEarlyLeavesNothing() {
    byte[] large = large(3);
    assertThatThrownBy(
            () ->
                store()
                    .createIfAbsent(
                        "cut",
                        new Content(large.length + 1, () -> new ByteArrayInputStream(large))))
        .hasMessageContaining("cut");
    assertThat(store().list("")).isEmpty();
  }

  /// For how many keys writers race.
  protected int racedKeys() {
    return 300;
  }

  /// How large an object must be to be handled as large.
  protected int largeBytes() {
    return 3 << 20;
  }

  private byte[] large(int seed) {
    byte[] large = new byte[largeBytes()];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) ((i * 31 + seed) >> 3);
    }
    return large;
  }

  protected final boolean create(String key, String content) {
    return store().createIfAbsent(key, content(content, content.length()));
  }

  private static ObjectStore.ObjectContent content(String text, long length) {
    return new Content(length, () -> new ByteArrayInputStream(bytes(text)));
  }

  private static ObjectStore.ObjectContent failing() {
    return new Content(
        10,
        () ->
            new SequenceInputStream(
                new ByteArrayInputStream(new byte[3]),
                new FilterInputStream(InputStream.nullInputStream()) {
                  @Override
                  public int read(byte[] bytes, int offset, int length) throws IOException {
                    throw new IOException("failed by the test");
                  }
                }));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  private record Content(long length, Supplier<InputStream> stream)
      implements ObjectStore.ObjectContent {

    Content(byte[] bytes) {
      this(bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    @Override
    public InputStream open() {
      return stream.get();
    }
  }
}
