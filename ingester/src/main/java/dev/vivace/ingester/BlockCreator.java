package dev.vivace.ingester;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.id.TenantId;
import dev.vivace.storage.block.BlockInfo;
import dev.vivace.storage.block.BlockReader;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.BlockIds;
import dev.vivace.storage.spans.HeadSealer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.UUID;

/// Makes the block of one head of a section that is not committed yet: seals it to a file, then
/// stores the file as an object. For one thread.
final class BlockCreator {

  /// As often may a section have been cut alike, with other traces carried, and not committed.
  private static final int MAX_PARTS = 64;

  private static final int BUFFER_BYTES = 256 << 10;

  private final ObjectStore store;
  private final UUID logId;
  private final Scratch scratch;
  private final SealedTraces sealedTraces;
  private final Attempts attempts;
  private final Counter blocksWritten;
  private final Counter blockBytes;
  private final Counter deduplicated;

  /// @param scratch for blocks that are being written; emptied here
  BlockCreator(
      ObjectStore store,
      UUID logId,
      Scratch scratch,
      SealedTraces sealedTraces,
      Attempts attempts,
      MeterRegistry registry) {
    this.store = store;
    this.logId = logId;
    this.scratch = scratch;
    this.sealedTraces = sealedTraces;
    this.attempts = attempts;
    blocksWritten = registry.counter("tempo_block_builder_flushed_blocks");
    blockBytes = registry.counter("vivace_block_written_bytes");
    deduplicated = registry.counter("vivace_spans_deduped");
    emptyScratch();
  }

  private void emptyScratch() {
    try {
      scratch.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + scratch + " for new blocks", e);
    }
  }

  /// Makes the block; none if all its traces are carried.
  Optional<BlockEntry> create(CutSection section, CutSection.TenantHead head)
      throws InterruptedException {
    TenantId tenant = head.tenant();
    UUID id = id(section, tenant, 0);
    String file = id.toString();
    HeadSealer.Sealed sealed =
        attempts.untilDone("sealing block " + id, () -> seal(section, head, file));
    Optional<BlockEntry> entry = Optional.empty();
    if (sealed.spans() > 0) {
      entry = Optional.of(entry(tenant, upload(section, tenant, file, sealed), sealed));
      blocksWritten.increment();
      blockBytes.increment((double) sealed.block().lengthBytes());
      deduplicated.increment((double) sealed.duplicates());
    }
    attempts.untilDone("removing file " + file, () -> isDeleted(file));
    return entry;
  }

  private UUID id(CutSection section, TenantId tenant, int part) {
    return BlockIds.of(
        logId, SectionWriter.PARTITION, section.start(), section.end(), tenant, part);
  }

  private boolean isDeleted(String file) throws IOException {
    scratch.delete(file);
    return true;
  }

  private HeadSealer.Sealed seal(CutSection section, CutSection.TenantHead head, String file)
      throws IOException {
    TenantId tenant = head.tenant();
    try (OutputStream out = new BufferedOutputStream(scratch.create(file), BUFFER_BYTES)) {
      return new HeadSealer(head.head().head())
          .write(
              head.leftOut(),
              (high, low) -> sealedTraces.contains(tenant, high, low),
              (spans, traces, hashHigh, hashLow, split) ->
                  describe(section, tenant, spans, traces, hashHigh, hashLow, split),
              out);
    }
  }

  private BlockInfo describe(
      CutSection section,
      TenantId tenant,
      long spans,
      long traces,
      long setHashHigh,
      long setHashLow,
      int[] split) {
    return new BlockInfo(
        tenant,
        logId,
        SectionWriter.PARTITION,
        section.start(),
        section.end(),
        section.firstAppendNanos(),
        section.lastAppendNanos(),
        spans,
        traces,
        setHashHigh,
        setHashLow,
        split);
  }

  /// Stores the block under the first of its names that is free, or adopts what an earlier attempt
  /// has stored. An object of other content is the leftover of a section that was cut alike and not
  /// committed. It is not deleted to make room: a store may carry out a deletion long after its
  /// caller has given it up, and would then delete the new one. It is collected as an orphan.
  ///
  /// @return the key
  private String upload(CutSection section, TenantId tenant, String file, HeadSealer.Sealed sealed)
      throws InterruptedException {
    ObjectStore.ObjectContent content =
        new FileContent(scratch, file, sealed.block().lengthBytes());
    for (int part = 0; part < MAX_PARTS; part++) {
      String key = tenant + "/blocks/" + id(section, tenant, part);
      boolean isThere =
          attempts.untilDone(
              "storing block " + key,
              () -> store.createIfAbsent(key, content) || isStored(key, sealed));
      if (isThere) {
        return key;
      }
    }
    throw new IllegalStateException(
        "section [%d, %d): %d names of tenant '%s' are taken by other blocks; look at %s/blocks/ in the store"
            .formatted(section.start(), section.end(), MAX_PARTS, tenant, tenant));
  }

  private boolean isStored(String key, HeadSealer.Sealed sealed) {
    long length = sealed.block().lengthBytes();
    if (store.size(key).orElse(-1L) != length) {
      return false;
    }
    try {
      return BlockReader.open(store, key, 0, length).digest().equals(sealed.block().digest());
    } catch (CorruptDataException e) {
      return false;
    }
  }

  private static BlockEntry entry(TenantId tenant, String key, HeadSealer.Sealed sealed) {
    return new BlockEntry(
        tenant,
        key,
        0,
        sealed.block().lengthBytes(),
        sealed.block().digest().toHex(),
        sealed.spans(),
        sealed.traces(),
        sealed.minTraceStartNanos(),
        sealed.maxTraceStartNanos(),
        sealed.maxTraceEndNanos(),
        sealed.minSpanStartNanos(),
        sealed.maxSpanStartNanos());
  }

  private record FileContent(Scratch scratch, String file, long length)
      implements ObjectStore.ObjectContent {

    @Override
    public InputStream open() {
      try {
        return scratch.open(file);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the new block " + file, e);
      }
    }
  }
}
