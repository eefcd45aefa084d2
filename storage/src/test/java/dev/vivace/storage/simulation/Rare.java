package dev.vivace.storage.simulation;

/// States that are rare and must come up over the seeds of a run.
enum Rare {
  /// A create had its effect and its caller got an error.
  CREATED_BUT_ANSWER_LOST,
  /// A create had its effect after its caller had given it up.
  CREATED_AFTER_TIMEOUT,
  /// A process ended between two steps.
  KILLED,
  /// A process slept for minutes or days between two steps and went on.
  PAUSED,
  /// An ingester began while another one of the same log was asleep.
  TAKEOVER,
  /// An ingester replayed spans that the last section had carried.
  REPLAY_WITH_CARRIED,
  /// What an ingester was about to replay was committed and trimmed by another one.
  LOG_TRIMMED_DURING_REPLAY,
  /// A section was cut early, by something that is not in the log.
  CUT_BY_MEMORY,
  /// Another ingester committed the section first.
  SECTION_LOST,
  /// A writer learnt that its section's number is long collected.
  SECTION_BELOW_FLOOR,
  /// A block's name was taken by another section that was cut alike and not committed.
  BLOCK_NAME_TAKEN,
  /// A collected number was created again.
  ZOMBIE_SECTION_BELOW_FLOOR,
  ZOMBIE_MANIFEST_BELOW_FLOOR,
  /// A create was answered by "exists", and it was an earlier attempt of the same caller.
  OWN_CREATE_EXISTS,
  /// A section or a manifest version was made by another process first.
  RACE_LOST,
  COMPACTED,
  /// The inputs of a compaction were gone when it was to be committed, or its output not announced.
  COMPACTION_REFUSED,
  /// An input was deleted before it was read.
  INPUT_GONE,
  RETENTION_REMOVED,
  BLOCK_DELETED,
  ORPHAN_COLLECTED,
  SECTIONS_COLLECTED,
  MANIFESTS_COLLECTED,
  /// A query read a block that was no longer live.
  REMOVED_BLOCK_READ,
  /// The manifest had more folded than the chain that was read before it.
  FOLDED_BEYOND_CHAIN,
  /// A query's cut was too old, or too new, for the ingester.
  SNAPSHOT_TOO_OLD,
  QUERY_WITHOUT_OWNER,
  QUERY_TIMED_OUT,
  QUERY_ANSWERED,
}
