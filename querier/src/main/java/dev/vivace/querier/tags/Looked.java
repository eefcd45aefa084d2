package dev.vivace.querier.tags;

import dev.vivace.storage.source.Shortfall;
import dev.vivace.storage.source.TableHandle;
import dev.vivace.storage.source.TenantTables;
import dev.vivace.traceql.engine.QueryEndedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What one look has done so far: its counts, its deadline, what failed.
final class Looked {

  private final long deadlineNanos;
  private final List<String> limits = new ArrayList<>();
  private long inspectedBytes;
  private int completedJobs;
  private int totalJobs;
  private int blocks;
  private long blockBytes;
  private int failedTables;
  private Shortfall shortfall = Shortfall.of(0, null);
  private boolean timedOut;
  private boolean isDone;

  Looked(Duration timeout) {
    deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  void begin(TenantTables tables) {
    totalJobs += tables.tables().size();
    blocks += tables.blocks();
    blockBytes += tables.blockBytes();
    shortfall = shortfall.and(tables.shortfall());
  }

  void completed(TableHandle table) {
    inspectedBytes += table.sizeBytes();
    completedJobs++;
  }

  void failed() {
    failedTables++;
  }

  /// A filter could not be applied to a table.
  void ended(QueryEndedException reason) {
    if (!limits.contains(reason.getMessage())) {
      limits.add(reason.getMessage());
    }
  }

  /// As [System#nanoTime] tells the time.
  long deadlineNanos() {
    return deadlineNanos;
  }

  boolean isOver() {
    timedOut |= deadlineNanos - System.nanoTime() <= 0;
    return timedOut;
  }

  /// Nothing more will be read.
  void done() {
    isDone = true;
  }

  /// Of a look that is over tables that it did not need are done, too, unless something failed.
  TagMetrics metrics() {
    int completed = isDone && message().isEmpty() ? totalJobs : completedJobs;
    return new TagMetrics(inspectedBytes, completed, totalJobs, blocks, blockBytes);
  }

  /// Why the answer is partial; empty if it isn't.
  String message() {
    List<String> problems = new ArrayList<>(limits);
    String reachedLimit = shortfall.reachedLimit();
    if (reachedLimit != null) {
      problems.add(reachedLimit);
    }
    if (timedOut) {
      problems.add("the time for the query was over before everything was read");
    }
    int failed = failedTables + shortfall.failedBlocks();
    if (failed > 0) {
      problems.add(
          "%d blocks could not be read; the log of the querier names them".formatted(failed));
    }
    return String.join(". ", problems);
  }
}
