package dev.vivace.storage.protocol;

import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import java.util.Optional;

/// Commits a section: creates its object if there is none.
///
/// ```text
///   create ──created───────────────────────────▶ floor above it? ──no──▶ Ours
///     ▲  └──exists, unknown──▶ read ──our nonce──▶     │
///     │                         │ └──another's──▶ floor above it? ──no──▶ Lost
///     └── unknown, absent ◀─────┘                      └──yes──▶ BelowFloor
/// ```
///
/// The nonce tells an own create without an answer from somebody else's. The same commit may be
/// appended again after a run that was given up, also if that one got through unnoticed.
public final class AppendSection {

  private AppendSection() {}

  /// What became of a commit.
  public sealed interface Outcome {

    /// It is the section of its number.
    record Ours(SectionCommit section) implements Outcome {}

    /// Another one is.
    record Lost(SectionCommit section) implements Outcome {}

    /// The chain has long gone on: the section of this number was collected. An object that this
    /// attempt has created is not part of the chain.
    record BelowFloor(long floor) implements Outcome {}
  }

  /// The protocol. The commit should begin where the chain ends.
  public static StoreProtocol<Outcome> of(SectionCommit commit) {
    return create(commit, SectionCodec.encode(commit));
  }

  private static StoreProtocol<Outcome> create(SectionCommit commit, byte[] object) {
    return Calls.create(commit.key(), object)
        .then(
            creation ->
                creation == Creation.CREATED
                    ? unlessBelowFloor(commit, new Outcome.Ours(commit))
                    : readBack(commit, object, creation));
  }

  private static StoreProtocol<Outcome> readBack(
      SectionCommit commit, byte[] object, Creation creation) {
    String key = commit.key();
    return Calls.document(
            key, SectionCodec.MAX_OBJECT_BYTES, bytes -> FollowChain.decode(key, bytes))
        .map(Calls.Document::get)
        .then(
            found -> {
              if (found.isPresent()) {
                return stored(commit, found.get());
              }
              return creation == Creation.UNKNOWN ? create(commit, object) : collected(commit);
            });
  }

  private static StoreProtocol<Outcome> stored(SectionCommit commit, SectionCommit stored) {
    boolean ours = stored.nonce().equals(commit.nonce());
    return unlessBelowFloor(commit, ours ? new Outcome.Ours(stored) : new Outcome.Lost(stored));
  }

  /// It was there for the create and is not for the read: collected in between.
  private static StoreProtocol<Outcome> collected(SectionCommit commit) {
    return belowFloor(commit)
        .map(
            below ->
                below.orElseThrow(
                    () ->
                        new StoreUnavailableException(
                            "section %s exists for a create but not for a read; try again"
                                .formatted(commit.key()))));
  }

  private static StoreProtocol<Outcome> unlessBelowFloor(SectionCommit commit, Outcome outcome) {
    return belowFloor(commit).map(below -> below.orElse(outcome));
  }

  private static StoreProtocol<Optional<Outcome>> belowFloor(SectionCommit commit) {
    return Floors.highest(commit.log().prefix())
        .map(
            floor ->
                floor > commit.start()
                    ? Optional.<Outcome>of(new Outcome.BelowFloor(floor))
                    : Optional.<Outcome>empty());
  }
}
