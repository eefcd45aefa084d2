package dev.vivace.querier.tags;

import dev.vivace.storage.source.TableHandle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Says which tables of a tenant are looked at, by the blocks that they belong to: a block may have
/// several tables, and those of another between them. What is in no block is always looked at.
final class BlockVisits {

  private final TagBounds bounds;
  private final Map<String, Integer> tablesLeft = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final Set<String> withNews = new HashSet<>();
  private int staleBlocks;

  BlockVisits(List<TableHandle> tables, TagBounds bounds) {
    this.bounds = bounds;
    for (TableHandle table : tables) {
      table.block().ifPresent(block -> tablesLeft.merge(block, 1, Integer::sum));
    }
  }

  /// Whether so many blocks, the last ones, brought nothing new that no more are looked into.
  boolean areStale() {
    return bounds.maxStaleBlocks() > 0 && staleBlocks >= bounds.maxStaleBlocks();
  }

  /// Whether a table is looked at; if it is, [#end] must be called afterwards.
  boolean begin(TableHandle table) {
    String block = table.block().orElse(null);
    if (block == null || begun.contains(block)) {
      return true;
    }
    return (bounds.maxBlocks() == 0 || begun.size() < bounds.maxBlocks()) && begun.add(block);
  }

  /// @param hasNews whether the table brought something
  void end(TableHandle table, boolean hasNews) {
    if (hasNews) {
      staleBlocks = 0;
    }
    table.block().ifPresent(block -> end(block, hasNews));
  }

  private void end(String block, boolean hasNews) {
    if (hasNews) {
      withNews.add(block);
    }
    int left = tablesLeft.merge(block, -1, Integer::sum);
    if (left == 0 && !withNews.contains(block)) {
      staleBlocks++;
    }
  }
}
