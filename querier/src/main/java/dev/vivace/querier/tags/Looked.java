package dev.vivace.querier.tags;

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
  private boolean timedOut;
  private boolean isDone;

  Looked(Duration timeout) {
    deadlineNanos = System.nanoTime() + timeout.toNanos();
  }

  void begin(TenantTables tables) {
    totalJobs += tables.tables().size();
    blocks += tables.blocks();
    blockBytes += tables.blockBytes();
    failedTables += tables.failedBlocks();
    if (tables.reachedLimit() != null) {
      limits.add(tables.reachedLimit());
    }
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
    if (timedOut) {
      problems.add("the time for the query was over before everything was read");
    }
    if (failedTables > 0) {
      problems.add(
          "%d blocks could not be read; the log of the querier names them".formatted(failedTables));
    }
    return String.join(". ", problems);
  }
}
