package dev.vivace.storage.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.model.error.StoreUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalObjectStoreTest extends ObjectStoreContract {

  @TempDir Path folder;
  private LocalObjectStore store;

  @BeforeEach
  void open() {
    store = new LocalObjectStore(folder.resolve("blocks"));
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void filesBelongToTheirOwnerAlone() throws IOException {
    create("acme/blocks/1", "x");
    Path file = folder.resolve("blocks/acme/blocks/1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void oneAtATimeHoldsTheFolder() throws IOException {
    FolderLock held = store.lock();
    LocalObjectStore second = new LocalObjectStore(folder.resolve("blocks"));
    assertThatThrownBy(second::lock)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("block folder " + folder.resolve("blocks"))
        .hasMessageContaining("in use by another process (process ")
        .hasMessageContaining("stop it, or set another folder");
    assertThat(second.list("")).isEmpty();
    held.close();
    second.lock().close();
  }

  @Test
  void leftoversOfDeadWritersAreRemovedAndThoseOfLivingOnesKept() throws IOException {
    Path dead = Files.writeString(folder.resolve("blocks/.new/dead"), "half");
    Path living = Files.writeString(folder.resolve("blocks/.new/living"), "half");
    try (FileChannel channel = FileChannel.open(living, StandardOpenOption.WRITE)) {
      channel.lock();
      LocalObjectStore again = new LocalObjectStore(folder.resolve("blocks"));
      assertThat(again.list("")).isEmpty();
      assertThat(dead).doesNotExist();
      assertThat(living).exists();
    }
  }

  @Test
  void nothingIsLeftBesideTheObjects() throws IOException {
    create("a", "x");
    create("a", "y");
    try (Stream<Path> files = Files.list(folder.resolve("blocks/.new"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void linksAreRefused() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("blocks/tenant"), outside);
    Files.createSymbolicLink(folder.resolve("blocks/file"), outside.resolve("secret"));
    for (String key : List.of("tenant/secret", "file")) {
      assertThatThrownBy(() -> store.readWhole(key, 100))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> store.read(key, 0, 1)).hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> store.size(key)).hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> store.delete(key)).hasMessageContaining("symbolic link");
      assertThatThrownBy(() -> create(key, "x")).hasMessageContaining("symbolic link");
    }
    assertThatThrownBy(() -> create("tenant/new", "x")).hasMessageContaining("symbolic link");
    assertThat(store.list("")).isEmpty();
    assertThat(outside.resolve("secret")).hasContent("secret");
  }

  @Test
  void anInterruptedReaderDoesNotDisturbTheOthers() throws Exception {
    create("shared", "x".repeat(10_000));
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> reads = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        boolean isInterrupted = i % 3 == 0;
        reads.add(
            executor.submit(
                () -> {
                  if (isInterrupted) {
                    Thread.currentThread().interrupt();
                    assertThatThrownBy(() -> store.read("shared", 0, 10_000))
                        .isInstanceOf(StoreUnavailableException.class)
                        .hasMessageContaining("interrupted");
                    assertThat(Thread.interrupted()).isTrue();
                    return 0;
                  }
                  return store.read("shared", 0, 10_000).remaining();
                }));
      }
      for (int i = 0; i < reads.size(); i++) {
        assertThat(reads.get(i).get()).isEqualTo(i % 3 == 0 ? 0 : 10_000);
      }
    }
  }

  @Test
  void moreFilesThanStayOpenAreRead() {
    for (int i = 0; i < 300; i++) {
      create("many/" + i, "content " + i);
    }
    for (int i = 0; i < 300; i++) {
      assertThat(store.read("many/" + i, 8, 1).get(0)).isEqualTo((byte) ("" + i).charAt(0));
    }
  }

  @Test
  void anObjectBeingWrittenIsNotListed() {
    List<List<String>> seen = new ArrayList<>();
    store.createIfAbsent(
        "a/b",
        new ObjectStore.ObjectContent() {
          @Override
          public long length() {
            return 1;
          }

          @Override
          public InputStream open() {
            seen.add(store.list(""));
            return new ByteArrayInputStream(new byte[1]);
          }
        });
    assertThat(seen).containsExactly(List.of());
    assertThat(store.list("")).containsExactly("a/b");
  }
}
