package dev.vivace.storage.log;

import java.io.IOException;
import java.util.Optional;

/// Goes through the batches of a segment. After a damaged place it goes on at the next header that
/// is intact, of this segment and of this log, and says which offsets lie between. A damaged body
/// behind an intact header costs that batch alone.
final class SegmentScanner {

  private final SegmentBytes bytes;
  private final SegmentHeader segment;
  private final boolean isNumberKnown;
  private final long limitOffset;
  private long expectedOffset;
  private int previousCrc;
  private boolean isPreviousKnown;

  /// @param isNumberKnown false if the segment's header is damaged: then its batches say what it is
  /// @param limitOffset offsets from here on belong to later segments
  SegmentScanner(SegmentBytes bytes, SegmentHeader segment, boolean isNumberKnown, long limitOffset)
      throws IOException {
    this.bytes = bytes;
    this.segment = segment;
    this.isNumberKnown = isNumberKnown;
    this.limitOffset = limitOffset;
    this.expectedOffset = segment.baseOffset();
    this.isPreviousKnown = isNumberKnown;
    if (isNumberKnown) {
      previousCrc = bytes.header(0).getInt(SegmentHeader.BYTES - Integer.BYTES);
    }
  }

  /// Shows the visitor everything from the segment's start to its end, in order.
  void scan(Visitor visitor) throws IOException {
    long position = SegmentHeader.BYTES;
    while (true) {
      Optional<BatchHeader> found = headerAt(position);
      if (found.isEmpty()) {
        long next = nextHeader(position + 1);
        if (next < 0) {
          visitor.end(position);
          return;
        }
        visitor.damaged(position, next, "no batch of this segment begins here");
        position = next;
        continue;
      }
      BatchHeader batch = found.get();
      long end = position + batch.batchBytes();
      isPreviousKnown = bytes.isIntact(position, batch);
      if (isPreviousKnown) {
        previousCrc = bytes.trailerCrc(position, batch);
        visitor.batch(position, batch);
      } else {
        visitor.damaged(position, end, "the records do not match their checksum");
      }
      expectedOffset = batch.endOffset();
      position = end;
    }
  }

  private long nextHeader(long from) throws IOException {
    isPreviousKnown = false;
    long position = bytes.findMagic(from);
    while (position >= 0 && headerAt(position).isEmpty()) {
      position = bytes.findMagic(position + 1);
    }
    return position;
  }

  private Optional<BatchHeader> headerAt(long position) throws IOException {
    if (position + BatchHeader.BYTES > bytes.fileBytes()) {
      return Optional.empty();
    }
    return BatchHeader.decode(bytes.header(position)).filter(batch -> isExpected(position, batch));
  }

  private boolean isExpected(long position, BatchHeader batch) {
    return batch.logIdLow() == segment.logId().getLeastSignificantBits()
        && (!isNumberKnown || batch.segmentNumber() == segment.segmentNumber())
        && batch.firstOffset() >= expectedOffset
        && batch.endOffset() <= limitOffset
        && (!isPreviousKnown || batch.previousCrc() == previousCrc)
        && position + batch.batchBytes() <= bytes.fileBytes();
  }

  /// Sees a segment's content in order of position.
  interface Visitor {

    /// A batch whose checksums are right.
    void batch(long position, BatchHeader batch) throws IOException;

    /// Bytes `[from, to)` hold no readable batch, but one or an intact header of one follows them.
    void damaged(long from, long to, String reason) throws IOException;

    /// No batch begins at or after this position.
    void end(long position) throws IOException;
  }
}
