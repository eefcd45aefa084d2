package dev.vivace.compactor;

import dev.vivace.storage.blocklist.BlockList;
import dev.vivace.storage.protocol.AppendManifest;
import dev.vivace.storage.protocol.StoreProtocol;
import dev.vivace.storage.runner.StoreRunner;
import java.util.UUID;

/// What the duties of the housekeeper share: the store, and what is known of its blocks.
record Store(StoreRunner runner, BlockList blockList) {

  private static final String WRITER = "vivace";

  <R> R run(StoreProtocol<R> protocol) {
    return runner.run(protocol);
  }

  /// For one run of a protocol that makes manifest versions.
  static AppendManifest.Writer writer() {
    return new AppendManifest.Writer(UUID.randomUUID(), WRITER);
  }
}
