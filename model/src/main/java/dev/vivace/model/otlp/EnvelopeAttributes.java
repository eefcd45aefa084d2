package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.AttributeList;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.SpanBatch;
import java.util.Arrays;

/// Reads what a resource or scope envelope (see [dev.vivace.model.span.EnvelopeList]) says of its
/// sender: attributes, and a scope's name and version. Envelopes were cleaned when they were
/// decoded, so nothing is changed here. Senders repeat themselves, so this runs once an envelope,
/// not once a span.
public final class EnvelopeAttributes {

  private static final int SCOPE_NAME_TAG = 1 << 3 | 2;
  private static final int SCOPE_VERSION_TAG = 2 << 3 | 2;
  private static final int RESOURCE_ATTRIBUTES_TAG = 1 << 3 | 2;
  private static final int SCOPE_ATTRIBUTES_TAG = 3 << 3 | 2;

  private final ProtobufCursor cursor = new ProtobufCursor();
  private final RequestInput input = new RequestInput();
  private final AttributeReader attributes =
      new AttributeReader(cursor, input, new MessageCleaner(input));
  private final SpanBatch batch = new SpanBatch();
  private long name;
  private long version;

  /// Reads a resource's envelope.
  public void readResource(byte[] bytes, int offset, int length) {
    read(bytes, offset, length, RESOURCE_ATTRIBUTES_TAG);
  }

  /// Reads a scope's envelope.
  public void readScope(byte[] bytes, int offset, int length) {
    read(bytes, offset, length, SCOPE_ATTRIBUTES_TAG);
  }

  /// The attributes read last, in the order sent.
  public AttributeList attributes() {
    return batch.spanAttributes();
  }

  /// The array that the slices refer to.
  public byte[] bytes() {
    return batch.bytes();
  }

  /// The slice of the scope's name.
  public long name() {
    return name;
  }

  /// The slice of the scope's version.
  public long version() {
    return version;
  }

  private void read(byte[] bytes, int offset, int length, int attributesTag) {
    batch.reset(Arrays.copyOfRange(bytes, offset, offset + length), length);
    input.reset(batch, 0);
    cursor.reset(batch.bytes(), 0, length);
    attributes.beginSpan();
    name = Slice.EMPTY;
    version = Slice.EMPTY;
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == OtlpFields.SENDER_TAG) {
        readSender(attributesTag);
      } else {
        cursor.skip(tag);
      }
    }
  }

  private void readSender(int attributesTag) {
    int outer = cursor.enter();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == attributesTag) {
        attributes.read(batch.spanAttributes(), DecodeCounts.Kind.TRUNCATED_RESOURCE);
      } else if (attributesTag == SCOPE_ATTRIBUTES_TAG && tag == SCOPE_NAME_TAG) {
        name = cursor.readSlice();
      } else if (attributesTag == SCOPE_ATTRIBUTES_TAG && tag == SCOPE_VERSION_TAG) {
        version = cursor.readSlice();
      } else {
        cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }
}
