package dev.vivace.model.otlp;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.bytes.Utf8;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.SpanBatch;
import java.nio.charset.StandardCharsets;

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
  private static final int MAX_LOGGED_KEY_LENGTH = 64;

  private SpanBatch batch = new SpanBatch();
  private byte[] source = batch.bytes();
  private int maxAttributeBytes = UNLIMITED;
  private int maxNameBytes = UNLIMITED;
  private long maxDecodedBytes = Long.MAX_VALUE;

  /// The key of the attribute that is being read, to name it; empty if it is not known yet.
  private long key = Slice.EMPTY;

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

  /// Forgets the key of the attribute before: the next one's may come behind its value.
  void beginAttribute() {
    key = Slice.EMPTY;
  }

  /// An attribute's key.
  long attributeKey(long slice, DecodeCounts.Kind truncated) {
    key = slice;
    return text(slice, maxAttributeBytes, truncated, Text.KEY);
  }

  /// The string value of the attribute whose key was read last.
  long attributeText(long slice, DecodeCounts.Kind truncated) {
    return text(slice, maxAttributeBytes, truncated, Text.VALUE);
  }

  /// The size to which a value of bytes is cut.
  int blobSize(long slice, DecodeCounts.Kind truncated) {
    int size = Math.min(Slice.length(slice), maxAttributeBytes);
    if (size < Slice.length(slice)) {
      countCut(Text.VALUE, Slice.length(slice), size, truncated);
    }
    return size;
  }

  /// A name, a trace state or a status message.
  long name(long slice, DecodeCounts.Kind truncated) {
    return text(slice, maxNameBytes, truncated, Text.NAME);
  }

  /// Text without a limit: a schema URL.
  long unlimitedText(long slice) {
    return text(slice, UNLIMITED, DecodeCounts.Kind.TRUNCATED_RESOURCE, Text.NAME);
  }

  private long text(long slice, int maxBytes, DecodeCounts.Kind truncated, Text what) {
    int offset = Slice.offset(slice);
    int length = Slice.length(slice);
    if (length <= maxBytes && Utf8.isValid(source, offset, length)) {
      return slice;
    }
    return changedText(slice, maxBytes, truncated, what);
  }

  private long changedText(long slice, int maxBytes, DecodeCounts.Kind truncated, Text what) {
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
      countCut(what, length, Slice.length(kept), truncated);
    }
    return kept;
  }

  private void countCut(Text what, int sentBytes, int keptBytes, DecodeCounts.Kind truncated) {
    batch
        .counts()
        .addTruncated(
            truncated,
            () ->
                "%s of a %s, cut from %,d to %,d bytes"
                    .formatted(describe(what), truncated.owner(), sentBytes, keptBytes));
  }

  private String describe(Text what) {
    return switch (what) {
      case KEY -> "attribute key '%s'".formatted(shortKey());
      case VALUE -> key == Slice.EMPTY ? "an attribute" : "attribute '%s'".formatted(shortKey());
      case NAME -> "a name, message or trace state";
    };
  }

  private String shortKey() {
    // A character has four bytes at most.
    int length = Math.min(Slice.length(key), 4 * MAX_LOGGED_KEY_LENGTH);
    String text = new String(source, Slice.offset(key), length, StandardCharsets.UTF_8);
    return text.length() <= MAX_LOGGED_KEY_LENGTH
        ? text
        : text.substring(0, MAX_LOGGED_KEY_LENGTH) + "…";
  }

  /// What a piece of text is to its owner.
  private enum Text {
    KEY,
    VALUE,
    NAME
  }
}
