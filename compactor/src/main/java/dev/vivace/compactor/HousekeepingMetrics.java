package dev.vivace.compactor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/// What the housekeeper counts; names of Tempo where they mean the same.
final class HousekeepingMetrics {

  final Counter markedForDeletion;
  final Counter deleted;
  final Counter errors;
  final Counter pollErrors;
  final Counter sectionsFolded;
  final Counter removedForRoom;
  final Counter orphansDeleted;
  final Counter orphansRefused;
  final Timer retentionTime;

  HousekeepingMetrics(MeterRegistry registry) {
    markedForDeletion = registry.counter("tempodb_retention_marked_for_deletion");
    deleted = registry.counter("tempodb_retention_deleted");
    errors = registry.counter("tempodb_retention_errors");
    retentionTime = registry.timer("tempodb_retention_duration");
    pollErrors = registry.counter("tempodb_blocklist_poll_errors");
    sectionsFolded = registry.counter("vivace_sections_folded");
    removedForRoom = registry.counter("vivace_blocks_removed_for_room");
    orphansDeleted = registry.counter("vivace_orphans_deleted");
    orphansRefused = registry.counter("vivace_orphans_refused");
  }
}
