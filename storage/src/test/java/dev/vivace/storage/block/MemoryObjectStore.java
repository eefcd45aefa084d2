package dev.vivace.storage.block;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ListedObject;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Objects in memory; counts reads. Every other read comes as a direct buffer, because a store may
/// return either kind.
public class MemoryObjectStore implements ObjectStore {

  private final TreeMap<String, byte[]> objects = new TreeMap<>();
  private int reads;

  public void put(String key, byte[] bytes) {
    objects.put(key, bytes);
  }

  public int reads() {
    return reads;
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    try (InputStream in = content.open()) {
      return objects.putIfAbsent(key, in.readAllBytes()) == null;
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
    byte[] bytes = objects.get(key);
    if (bytes == null || offset < 0 || offset + length > bytes.length) {
      throw new StoreUnavailableException("%s: no %d bytes at %d".formatted(key, length, offset));
    }
    ByteBuffer part = ByteBuffer.wrap(bytes, (int) offset, length);
    return reads++ % 2 == 0 ? part : ByteBuffer.allocateDirect(length).put(part).flip();
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public List<String> list(String prefix) {
    return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
  }

  @Override
  public ObjectPage listPage(String prefix, String after) {
    return new ObjectPage(
        objects.tailMap(after, false).entrySet().stream()
            .filter(object -> object.getKey().startsWith(prefix))
            .map(object -> new ListedObject(object.getKey(), object.getValue().length, 0))
            .toList(),
        false,
        0);
  }

  @Override
  public void delete(String key) {
    objects.remove(key);
  }
}
