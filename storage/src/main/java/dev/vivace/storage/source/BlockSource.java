package dev.vivace.storage.source;

import dev.vivace.storage.block.PageSource;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.section.BlockEntry;
import java.nio.ByteBuffer;
import java.util.Optional;

/// The bytes of a block in a store, of which is remembered whether they read back.
///
/// @param name how messages and caches name the block
/// @param marks which blocks are damaged
/// @param forget lets go of what is kept of the block
record BlockSource(
    ObjectStore store, BlockEntry entry, String name, DamagedBlocks marks, Runnable forget)
    implements PageSource {

  @Override
  public ByteBuffer read(long offset, int length) {
    return store.read(entry.key(), entry.offset() + offset, length);
  }

  @Override
  public int readAheadBytes() {
    return store.readAheadBytes();
  }

  @Override
  public Optional<PageSource> anew() {
    if (!marks.isSecondReadDue(name)) {
      return Optional.empty();
    }
    store.forget(entry.key());
    return Optional.of(this);
  }

  @Override
  public void damaged() {
    marks.add(name);
    forget.run();
  }
}
