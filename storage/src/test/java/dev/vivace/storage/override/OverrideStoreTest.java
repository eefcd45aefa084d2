package dev.vivace.storage.override;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.MemoryObjectStore;
import dev.vivace.storage.object.LocalObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverrideStoreTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId NEIGHBOUR = new TenantId("acme2");

  @TempDir Path folder;

  private OverrideStore store() {
    return new OverrideStore(new LocalObjectStore(folder));
  }

  @Test
  void whatIsWrittenIsRead() {
    OverrideStore store = store();
    assertThat(store.read(ACME)).isEqualTo(new StoredOverride(0, null));
    assertThat(store.write(ACME, 0, "{\"a\":\"ä\"}"))
        .contains(new StoredOverride(1, "{\"a\":\"ä\"}"));
    assertThat(store.write(NEIGHBOUR, 0, "{}")).isPresent();
    assertThat(store.read(ACME)).isEqualTo(new StoredOverride(1, "{\"a\":\"ä\"}"));
    assertThat(store.newest()).isEqualTo(Map.of(ACME, 1L, NEIGHBOUR, 1L));
  }

  @Test
  void onlyWhoKnowsTheNewestVersionWrites() {
    OverrideStore store = store();
    store.write(ACME, 0, "1");
    assertThat(store.write(ACME, 0, "2")).isEmpty();
    assertThat(store.write(ACME, 2, "3")).isEmpty();
    assertThat(store.read(ACME)).isEqualTo(new StoredOverride(1, "1"));
  }

  @Test
  void aDeletionIsAVersion() {
    OverrideStore store = store();
    store.write(ACME, 0, "1");
    assertThat(store.write(ACME, 1, null)).contains(new StoredOverride(2, null));
    assertThat(store.read(ACME)).isEqualTo(new StoredOverride(2, null));
    assertThat(store.write(ACME, 2, "3")).contains(new StoredOverride(3, "3"));
  }

  @Test
  void olderVersionsAreDeleted() {
    OverrideStore store = store();
    for (int number = 0; number < 20; number++) {
      assertThat(store.write(ACME, number, "{}")).isPresent();
    }
    assertThat(new LocalObjectStore(folder).list("=overrides/acme/"))
        .containsExactly(
            "=overrides/acme/00000000000000000019", "=overrides/acme/00000000000000000020");
  }

  /// A writer that saw version 1, slept while 2 to 4 came and 2 was deleted, and goes on.
  @Test
  void aWriterThatSleptDoesNotWin() {
    MemoryObjectStore objects =
        new MemoryObjectStore() {
          private boolean asleep = true;

          @Override
          public boolean createIfAbsent(String key, ObjectContent content) {
            if (asleep && key.endsWith("2")) {
              asleep = false;
              OverrideStore others = new OverrideStore(this);
              others.write(ACME, 1, "others 2");
              others.write(ACME, 2, "others 3");
              others.write(ACME, 3, "others 4");
            }
            return super.createIfAbsent(key, content);
          }
        };
    OverrideStore store = new OverrideStore(objects);
    store.write(ACME, 0, "1");

    assertThat(store.write(ACME, 1, "late")).isEmpty();
    assertThat(store.read(ACME)).isEqualTo(new StoredOverride(4, "others 4"));
  }

  @Test
  void ofManyWritersOneWins() throws Exception {
    OverrideStore store = store();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Boolean>> calls =
          IntStream.range(0, 16)
              .<Callable<Boolean>>mapToObj(i -> () -> store.write(ACME, 0, "" + i).isPresent())
              .toList();
      int winners = 0;
      for (Future<Boolean> written : writers.invokeAll(calls)) {
        winners += written.get() ? 1 : 0;
      }
      assertThat(winners).isOne();
    }
    assertThat(store.newest()).isEqualTo(Map.of(ACME, 1L));
  }

  @Test
  void whatIsDamagedOrAnotherTenantsIsNotRead() throws Exception {
    OverrideStore store = store();
    store.write(ACME, 0, "{\"a\":1}");
    Path own = folder.resolve("=overrides/acme/00000000000000000001");
    Path other = folder.resolve("=overrides/acme2/00000000000000000001");
    Files.createDirectories(other.getParent());
    Files.copy(own, other);
    Files.writeString(own, Files.readString(own).replace("a", "b"));

    assertThatThrownBy(() -> store().read(ACME)).isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> store().read(NEIGHBOUR))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("another object");
  }
}
