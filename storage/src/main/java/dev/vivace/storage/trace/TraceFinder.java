package dev.vivace.storage.trace;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.id.TraceId;

/// Looks a trace up wherever its spans lie: live heads, heads that are being sealed, blocks.
public interface TraceFinder {

  /// Which sources are asked, as the query parameter `mode` says.
  enum Sources {
    ALL,
    RECENT,
    BLOCKS
  }

  /// Hands every stored span of the trace to the sink and says what that took.
  ///
  /// @param startSeconds blocks whose traces all end before it are not read; 0 is no bound
  /// @param endSeconds blocks whose traces all start after it are not read; `Long.MAX_VALUE` is no
  ///   bound
  Found find(
      TenantId tenant,
      TraceId id,
      Sources sources,
      long startSeconds,
      long endSeconds,
      TraceSink sink);

  /// @param inspectedBytes bytes of columns and pages that were read
  /// @param failedBlocks blocks that could not be read, and lists of blocks: the answer is partial
  record Found(long inspectedBytes, int failedBlocks) {}
}
