package dev.vivace.storage.blocklist;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.storage.protocol.AppendSection;
import dev.vivace.storage.protocol.ChainReading;
import dev.vivace.storage.protocol.FollowChain;
import dev.vivace.storage.runner.StoreRunner;
import dev.vivace.storage.section.DamagedSection;
import dev.vivace.storage.section.LogPartition;
import dev.vivace.storage.section.SectionCommit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The end of the chain of sections of one partition, where its writer goes on: each section ends
/// where the next begins. Safe for several threads; a call that reads or writes objects blocks the
/// others.
public final class SectionChain {

  private final StoreRunner runner;
  private final LogPartition log;
  private @Nullable SectionCommit last;

  /// The chain as it was found; throws `CorruptDataException` if its last section is damaged.
  ///
  /// @param found from the chain's beginning
  public SectionChain(StoreRunner runner, ChainReading found) {
    this.runner = runner;
    this.log = found.log();
    this.last = withKnownHead(found).last().orElse(null);
  }

  /// Nothing is appended where it is not known what comes before.
  private static ChainReading withKnownHead(ChainReading found) {
    if (!found.isHeadKnown()) {
      DamagedSection end = found.damaged().getLast();
      throw new CorruptDataException(
          ("section %s is damaged, and it is the last of its chain: where the next one begins, and what of the log"
                  + " is in blocks, is not known, so nothing can be written. Restore the object from a copy (%s)")
              .formatted(found.log().sectionKey(end.start()), end.problem()));
    }
    return found;
  }

  /// Follows the chain to its head.
  public static SectionChain open(StoreRunner runner, LogPartition log) {
    return new SectionChain(runner, runner.run(new FollowChain(log, 0)));
  }

  /// The end of the last section: the start of the next. 0 if there is none.
  public synchronized long head() {
    return last == null ? 0 : last.end();
  }

  /// The lowest offset that is still owed; replay begins here and the log is kept from here.
  public synchronized long replayFrom() {
    return last == null ? 0 : last.replayFrom();
  }

  public synchronized Optional<SectionCommit> last() {
    return Optional.ofNullable(last);
  }

  /// Looks what others have appended since.
  public synchronized void refresh() {
    withKnownHead(runner.run(new FollowChain(log, head())))
        .last()
        .ifPresent(section -> last = section);
  }

  /// Commits the section that begins at [#head]. Exactly one of several writers wins. If it was
  /// somebody else the chain has moved to what the others committed. Throws
  /// `StoreUnavailableException` if the store failed for too long: the same commit may be appended
  /// again, its nonce tells whether an earlier attempt got through.
  public synchronized AppendSection.Outcome append(SectionCommit commit) {
    if (!commit.log().equals(log)) {
      throw new IllegalArgumentException(
          "section %s (expected: one of %s)".formatted(commit.key(), log));
    }
    if (commit.start() != head()) {
      throw new IllegalArgumentException(
          "section %s %s the head of its chain, %d"
              .formatted(
                  commit.key(),
                  commit.start() < head() ? "begins below" : "leaves a gap after",
                  head()));
    }
    AppendSection.Outcome outcome = runner.run(AppendSection.of(commit));
    if (outcome instanceof AppendSection.Outcome.Ours(var ours)) {
      last = ours;
    } else {
      refresh();
    }
    return outcome;
  }
}
