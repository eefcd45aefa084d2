package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.EnvelopeList;

/// Reads what a `ResourceSpans` says about its resource, or a `ScopeSpans` about its scope: all of
/// the message but its children. The two have one shape. Senders write fields in any order, the
/// children often first, so [#scan] passes over the whole message before a child is read.
final class EnvelopeReader {

  private static final int NONE = 0;

  private final ProtobufCursor cursor;
  private final RequestInput input;
  private final MessageCleaner cleaner;
  private final int senderMessage;
  private final int oldChildrenTag;
  private final DecodeCounts.Kind truncated;
  private final Pieces senders;
  private final Pieces unknown;
  private final Pieces oldChildren;
  private final ProtobufWriter envelope = new ProtobufWriter(1024);
  private boolean hasChildren;
  private boolean tooDeep;
  private long schemaUrl;

  private EnvelopeReader(
      ProtobufCursor cursor,
      RequestInput input,
      MessageCleaner cleaner,
      int senderMessage,
      int oldChildrenTag,
      DecodeCounts.Kind truncated) {
    this.cursor = cursor;
    this.input = input;
    this.cleaner = cleaner;
    this.senderMessage = senderMessage;
    this.oldChildrenTag = oldChildrenTag;
    this.truncated = truncated;
    this.senders = new Pieces(input);
    this.unknown = new Pieces(input);
    this.oldChildren = new Pieces(input);
  }

  static EnvelopeReader ofResources(
      ProtobufCursor cursor, RequestInput input, MessageCleaner cleaner) {
    return new EnvelopeReader(
        cursor,
        input,
        cleaner,
        MessageCleaner.RESOURCE,
        OtlpFields.OLD_CHILDREN_TAG,
        DecodeCounts.Kind.TRUNCATED_RESOURCE);
  }

  static EnvelopeReader ofScopes(
      ProtobufCursor cursor, RequestInput input, MessageCleaner cleaner) {
    return new EnvelopeReader(
        cursor, input, cleaner, MessageCleaner.SCOPE, NONE, DecodeCounts.Kind.TRUNCATED_SCOPE);
  }

  /// Passes over the message that is open and leaves the cursor at its start.
  void scan() {
    int start = cursor.position();
    senders.clear();
    unknown.clear();
    oldChildren.clear();
    hasChildren = false;
    tooDeep = false;
    schemaUrl = Slice.EMPTY;
    while (cursor.hasMore()) {
      scanField();
    }
    cursor.moveTo(start, cursor.limit());
  }

  private void scanField() {
    int start = cursor.position();
    int tag = cursor.readTag();
    switch (tag) {
      case OtlpFields.CHILDREN_TAG -> {
        hasChildren = true;
        cursor.skip(tag);
      }
      case OtlpFields.SENDER_TAG -> senders.add(cursor.readSlice());
      case OtlpFields.SCHEMA_URL_TAG -> schemaUrl = cursor.readSlice();
      default -> {
        cursor.skip(tag);
        (tag == oldChildrenTag ? oldChildren : unknown).add(start, cursor.position());
      }
    }
  }

  /// The tag of the children to read, 0 if there are none.
  int childrenTag() {
    if (hasChildren) {
      return OtlpFields.CHILDREN_TAG;
    }
    return oldChildren.isEmpty() ? NONE : oldChildrenTag;
  }

  /// Whether the sender's attributes nest too deep to be kept; known after [#addTo].
  boolean tooDeep() {
    return tooDeep;
  }

  /// Adds the envelope that was scanned and returns its index.
  int addTo(EnvelopeList list) {
    input.checkRoomFor((long) senders.size() + unknown.size() + oldChildren.size());
    envelope.clear();
    int begin = envelope.begin(OtlpFields.SENDER);
    for (int i = 0; i < senders.count(); i++) {
      writeSender(senders.get(i));
    }
    envelope.end(begin);
    if (Slice.length(schemaUrl) > 0) {
      long url = input.unlimitedText(schemaUrl);
      envelope.writeBytesField(
          OtlpFields.SCHEMA_URL, input.batch().bytes(), Slice.offset(url), Slice.length(url));
    }
    unknown.writeTo(envelope, input.source());
    if (hasChildren) {
      oldChildren.writeTo(envelope, input.source());
    }
    return list.add(input.batch().append(envelope.bytes(), 0, envelope.length()));
  }

  /// Writes one occurrence of the sender's message. Encoded occurrences in a row are the encoding
  /// of what protobuf makes of them.
  private void writeSender(long slice) {
    cleaner.check(senderMessage, slice);
    tooDeep |= cleaner.tooDeep();
    if (cleaner.tooDeep()) {
      return;
    }
    if (cleaner.needsRewrite()) {
      input.checkRoomFor(MessageCleaner.MAX_GROWTH * Slice.length(slice));
      cleaner.rewrite(senderMessage, slice, truncated, envelope);
    } else {
      envelope.writeRaw(input.source(), Slice.offset(slice), Slice.length(slice));
    }
  }
}
