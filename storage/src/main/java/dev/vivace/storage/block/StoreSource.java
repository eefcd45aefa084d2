package dev.vivace.storage.block;

import dev.vivace.storage.object.ObjectStore;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A block that lies from `start` on in an object.
record StoreSource(ObjectStore store, String key, long start) implements PageSource {

  @Override
  public ByteBuffer read(long offset, int length) {
    return store.read(key, start + offset, length);
  }

  @Override
  public int readAheadBytes() {
    return store.readAheadBytes();
  }

  @Override
  public Optional<PageSource> anew() {
    store.forget(key);
    return Optional.of(this);
  }
}
