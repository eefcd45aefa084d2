package dev.vivace.storage.object.backlog;

import dev.vivace.storage.object.LocalObjectStore;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.object.ObjectStoreContract;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A bucket behind a backlog is an object store as any other, while objects move from the one to
/// the other.
class StagedContractTest extends ObjectStoreContract {

  @TempDir Path folder;
  private StagedObjectStore store;

  @BeforeEach
  void open() {
    store =
        new StagedObjectStore(
            folder.resolve("backlog"),
            new LocalObjectStore(folder.resolve("bucket")),
            _ -> true,
            "=log/own/",
            1L << 30,
            InstantSource.system(),
            new SimpleMeterRegistry());
    store.start();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }
}
