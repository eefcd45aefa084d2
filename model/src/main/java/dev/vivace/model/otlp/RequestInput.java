package dev.vivace.model.otlp;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.bytes.Utf8;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.SpanBatch;

/// The request that is being read: its batch, its bytes, and how long text may be. Shared by the
/// readers of all messages.
///
/// Makes text fit: valid UTF-8, not longer than its limit. Text that fits already, nearly all of
/// it, stays where it is; text that is too long becomes a shorter slice of the same bytes; only bad
/// UTF-8 is written anew. Every change is counted.
final class RequestInput {

  /// The limit of names, trace state and status messages, as long as attributes have one.
  static final int MAX_NAME_BYTES = 64 * 1024;

  private static final int UNLIMITED = Integer.MAX_VALUE;

  private SpanBatch batch = new SpanBatch();
  private byte[] source = batch.bytes();
  private int maxAttributeBytes = UNLIMITED;
  private int maxNameBytes = UNLIMITED;
  private long maxDecodedBytes = Long.MAX_VALUE;

  /// The end of the batch's bytes when reading began; what lies behind was written by decoding.
  private int writtenFrom;

  /// Takes a batch that may grow without limit.
  void reset(SpanBatch batch, int maxAttributeBytes) {
    reset(batch, maxAttributeBytes, Long.MAX_VALUE);
  }

  /// Takes a batch, whose present array stays the source of what is read. A limit of zero or less
  /// turns truncation off.
  void reset(SpanBatch batch, int maxAttributeBytes, long maxDecodedBytes) {
    this.batch = batch;
    this.source = batch.bytes();
    this.writtenFrom = batch.length();
    this.maxDecodedBytes = maxDecodedBytes;
    this.maxAttributeBytes = maxAttributeBytes > 0 ? maxAttributeBytes : UNLIMITED;
    this.maxNameBytes = maxAttributeBytes > 0 ? MAX_NAME_BYTES : UNLIMITED;
  }

  /// Refuses a request of which the columns, and what had to be written anew, outgrow the limit: an
  /// empty event has 2 bytes on the wire and 36 in columns. Called between spans and between
  /// thousands of rows of one span.
  void checkSize() {
    checkRoomFor(0);
  }

  /// Refuses the request if that many bytes more would be over the limit.
  void checkRoomFor(long moreBytes) {
    long decodedBytes = batch.columnBytes() + batch.length() - writtenFrom + moreBytes;
    if (decodedBytes > maxDecodedBytes) {
      throw new RequestTooLargeException(
          "the request, of %d bytes inflated, takes over %d bytes of memory once decoded (span %d of it reached the limit); send smaller batches"
              .formatted(batch.requestLength(), maxDecodedBytes, batch.sentSpanCount()));
    }
  }

  SpanBatch batch() {
    return batch;
  }

  /// The array that the request's slices refer to while it is read. The batch may meanwhile have
  /// moved on to a larger one; what the request occupies is the same in both.
  byte[] source() {
    return source;
  }

  int maxAttributeBytes() {
    return maxAttributeBytes;
  }

  int maxNameBytes() {
    return maxNameBytes;
  }

  /// An attribute's key or string value.
  long attributeText(long slice, DecodeCounts.Kind truncated) {
    return text(slice, maxAttributeBytes, truncated);
  }

  /// A name, a trace state or a status message.
  long name(long slice, DecodeCounts.Kind truncated) {
    return text(slice, maxNameBytes, truncated);
  }

  /// Text without a limit: a schema URL.
  long unlimitedText(long slice) {
    return text(slice, UNLIMITED, DecodeCounts.Kind.TRUNCATED_RESOURCE);
  }

  private long text(long slice, int maxBytes, DecodeCounts.Kind truncated) {
    int offset = Slice.offset(slice);
    int length = Slice.length(slice);
    if (length <= maxBytes && Utf8.isValid(source, offset, length)) {
      return slice;
    }
    return changedText(slice, maxBytes, truncated);
  }

  private long changedText(long slice, int maxBytes, DecodeCounts.Kind truncated) {
    int offset = Slice.offset(slice);
    int length = Slice.length(slice);
    boolean cut = length > maxBytes;
    long kept = cut ? Slice.of(offset, Utf8.cut(source, offset, maxBytes)) : slice;
    if (!Utf8.isValid(source, offset, Slice.length(kept))) {
      batch.counts().add(DecodeCounts.Kind.REPAIRED_UTF8);
      // Repairing makes nothing shorter: what ending here may spoil lies behind the limit.
      byte[] repaired = Utf8.repair(source, offset, (int) Math.min(length, maxBytes + 4L));
      cut = repaired.length > maxBytes;
      kept = batch.append(repaired, 0, cut ? Utf8.cut(repaired, 0, maxBytes) : repaired.length);
    }
    if (cut) {
      batch.counts().add(truncated);
    }
    return kept;
  }
}
