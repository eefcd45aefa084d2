package dev.vivace.ingester;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.log.FailPoints;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A local store with a fail point before each call, in the middle of each creation, and between an
/// effect and its answer.
final class HaltingStore implements ObjectStore {

  private final ObjectStore store;
  private final Path newFiles;
  private final FailPoints points;

  /// @param root the folder of the store
  HaltingStore(ObjectStore store, Path root, FailPoints points) {
    this.store = store;
    this.newFiles = root.resolve(".new");
    this.points = points;
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    String step = "store.create " + kind(key);
    halt(step + ": not begun");
    if (points.isHaltedAt(step + ": half written")) {
      writeHalf(content);
      throw ended(step);
    }
    boolean created = store.createIfAbsent(key, content);
    halt(step + (created ? ": created, answer lost" : ": exists, answer lost"));
    return created;
  }

  /// What a writer leaves behind that ends in the middle: a file without its name.
  private void writeHalf(ObjectContent content) {
    Path file = newFiles.resolve(UUID.randomUUID().toString());
    try (InputStream in = content.open();
        OutputStream out = Files.newOutputStream(file)) {
      out.write(in.readNBytes((int) (content.length() / 2)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Long> size(String key) {
    halt("store.size of " + kind(key));
    return store.size(key);
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    halt("store.read " + kind(key));
    return store.read(key, offset, length);
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    halt("store.read " + kind(key));
    return store.readWhole(key, maxBytes);
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    halt("store.list page");
    return store.listPage(prefix, after);
  }

  @Override
  public List<String> list(String prefix) {
    halt("store.list");
    return store.list(prefix);
  }

  @Override
  public void delete(String key) {
    String step = "store.delete " + kind(key);
    halt(step + ": not begun");
    store.delete(key);
    halt(step + ": done, answer lost");
  }

  private static String kind(String key) {
    return key.startsWith("=log/") ? "section" : "block";
  }

  private void halt(String step) {
    if (points.isHaltedAt(step)) {
      throw ended(step);
    }
  }

  private static StoreUnavailableException ended(String step) {
    return new StoreUnavailableException("the process has ended at: " + step);
  }
}
