package dev.vivace.storage.section;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The sections of one partition, from the first to the last: each ends where the next begins, so
/// the chain is followed by key without listing. Safe for several threads; a call that reads or
/// writes objects blocks the others.
///
/// Of the sections before the last only the blocks are kept in memory.
public final class SectionChain {

  private final ObjectStore store;
  private final UUID logId;
  private final int partition;
  private final List<BlockEntry> blocks = new ArrayList<>();
  private @Nullable SectionCommit last;
  private long sections;

  private SectionChain(ObjectStore store, UUID logId, int partition) {
    this.store = store;
    this.logId = logId;
    this.partition = partition;
  }

  /// Follows the chain from its first section to its head: one read a section.
  public static SectionChain open(ObjectStore store, UUID logId, int partition) {
    SectionChain chain = new SectionChain(store, logId, partition);
    chain.refresh();
    return chain;
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

  /// How many sections the chain has.
  public synchronized long sections() {
    return sections;
  }

  /// The blocks of all sections, oldest section first.
  public synchronized List<BlockEntry> blocks() {
    return List.copyOf(blocks);
  }

  /// Reads what others have appended since.
  public synchronized void refresh() {
    for (var next = read(head()); next.isPresent(); next = read(head())) {
      adopt(next.get());
    }
  }

  /// Commits the section that begins at [#head]. Exactly one of several writers wins. After a lost
  /// race the chain has moved to what the others committed. Throws `StoreUnavailableException` if
  /// the store failed and the object is not there: the same commit may be appended again, its nonce
  /// tells whether an earlier attempt got through.
  public synchronized Appended append(SectionCommit commit) {
    if (!commit.logId().equals(logId) || commit.partition() != partition) {
      throw new IllegalArgumentException(
          "section %s (expected: one of log %s, partition %d)"
              .formatted(commit.key(), logId, partition));
    }
    if (commit.start() < head()) {
      throw new IllegalArgumentException(
          "section %s begins below the head of its chain, %d".formatted(commit.key(), head()));
    }
    if (commit.start() > head()) {
      throw new IllegalArgumentException(
          "section %s leaves a gap after the head of its chain, %d"
              .formatted(commit.key(), head()));
    }
    SectionCommit stored = create(commit);
    adopt(stored);
    boolean ours = stored.nonce().equals(commit.nonce());
    if (!ours) {
      refresh();
    }
    return new Appended(ours, stored);
  }

  private SectionCommit create(SectionCommit commit) {
    try {
      if (store.createIfAbsent(commit.key(), new Encoded(SectionCodec.encode(commit)))) {
        return commit;
      }
    } catch (StoreUnavailableException e) {
      // The store may have created the object and lost the answer.
      return read(commit.start()).orElseThrow(() -> e);
    }
    return read(commit.start())
        .orElseThrow(
            () ->
                new StoreUnavailableException(
                    "section %s exists for a create but not for a read; try again"
                        .formatted(commit.key())));
  }

  private Optional<SectionCommit> read(long start) {
    String key = SectionCommit.key(logId, partition, start);
    Optional<SectionCommit> read =
        store
            .readWhole(key, SectionCodec.MAX_OBJECT_BYTES)
            .map(bytes -> SectionCodec.decode(key, bytes));
    if (read.isPresent() && !read.get().key().equals(key)) {
      throw new CorruptDataException(
          "section %s says that it is %s; restore the object".formatted(key, read.get().key()));
    }
    return read;
  }

  private void adopt(SectionCommit section) {
    blocks.addAll(section.blocks());
    last = section;
    sections++;
  }

  /// What became of a commit.
  ///
  /// @param ours whether `section` is the one that was handed in
  /// @param section what is now stored under the key
  public record Appended(boolean ours, SectionCommit section) {}

  private record Encoded(byte[] bytes) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
