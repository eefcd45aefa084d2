package dev.vivace.storage.simulation;

/// Wrong variants of the protocols, each of which a simulation must find. They are made outside of
/// the production code: calls and answers are changed on their way, edits are replaced, and the
/// model's processes do things in the wrong order.
enum Bug {
  NONE,

  // Between protocol and store.
  /// After a create writers believe that no floor was ever raised.
  FLOOR_NOT_CHECKED,
  /// Whatever is stored under the number is taken for the own commit.
  NONCE_IGNORED,
  /// "Exists" is taken for "created".
  EXISTS_TAKEN_FOR_CREATED,
  /// An error is taken for "created".
  FAILED_TAKEN_FOR_CREATED,
  /// Objects are deleted before the floor is raised above them.
  FLOOR_NOT_RAISED,
  /// Orphans' ages are judged by the clock of the process.
  AGE_BY_LOCAL_CLOCK,

  // Edits of manifests.
  /// Sections are folded and `folded` stays.
  FOLD_WITHOUT_FOLDED,
  /// `folded` is raised and the blocks stay out.
  FOLD_WITHOUT_BLOCKS,
  /// A compaction is committed though its inputs do not live any more.
  INPUTS_NOT_CHECKED,
  /// A compaction adds its output and leaves its inputs.
  INPUTS_STAY,
  /// Outputs lack a span of the inputs.
  COMPACTION_DROPS_A_SPAN,
  /// Removed blocks are deleted at once.
  GRACE_IGNORED,
  /// Retention goes by what spans say of themselves.
  RETENTION_BY_SPAN_TIME,
  /// What no manifest names and is old is deleted, whether its section can still be committed or
  /// not.
  ORPHANS_BY_AGE_ALONE,
  /// Announcements are not looked at: outputs of compactors that slept are committed.
  ANNOUNCEMENT_IGNORED,

  // The ingester.
  REPLAY_FROM_END,
  /// Everything below the end is applied again, carried or not.
  CARRIED_LIST_IGNORED_IN_REPLAY,
  /// The commit does not say what is carried.
  CARRIED_NOT_NAMED,
  /// The log is trimmed to the end of a section instead of what is still owed.
  TRIM_TO_END,
  TRIM_BEFORE_COMMIT,
  COMMIT_BEFORE_BLOCKS,
  /// A block of the same name and other content is deleted and made again.
  BLOCK_REPLACED,
  /// A block of the same name is taken for the same block.
  BLOCK_NOT_COMPARED,
  /// A section that another ingester has committed is taken for the own one.
  LOST_SECTION_TAKEN_FOR_OWN,

  // The querier.
  MANIFEST_READ_BEFORE_CHAIN,
  CUT_BELOW_FOLDED,
  /// The live side answers from its own head of the chain, not from the snapshot's.
  LIVE_SIDE_IGNORES_CUT
}
