package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.bytes.ProtobufWriter;
import dev.vivace.model.bytes.Slice;
import dev.vivace.model.bytes.Utf8;
import dev.vivace.model.span.DecodeCounts;

/// Walks messages that are kept as bytes: resources, scopes and attribute values that are not
/// plain. [#check] reads one once and finds out whether a string in it must change; only then
/// [#rewrite] writes it anew. Everything but strings and bytes values stays as it was sent, unknown
/// fields included.
///
/// Messages are described by one table: for each field number what a length-delimited field holds.
final class MessageCleaner {

  /// How deep attribute values may nest.
  static final int MAX_VALUE_DEPTH = 100;

  /// How much longer a message can become when it is rewritten: a bad byte becomes U+FFFD, three
  /// bytes.
  static final long MAX_GROWTH = 3;

  static final int KEY_VALUE = 3;
  static final int RESOURCE = 4;
  static final int SCOPE = 5;

  private static final int ANY_VALUE = 0;
  private static final int ARRAY_VALUE = 1;
  private static final int KEY_VALUE_LIST = 2;
  private static final int ENTITY_REF = 6;
  private static final int TEXT = 7;
  private static final int NAME = 8;
  private static final int BLOB = 9;
  private static final int OTHER = 10;

  private static final int FIELDS = 8;

  /// What field 0 to 7 of each message holds, from `ANY_VALUE` to `ENTITY_REF`.
  private static final byte[][] CONTENTS = {
    {OTHER, TEXT, OTHER, OTHER, OTHER, ARRAY_VALUE, KEY_VALUE_LIST, BLOB},
    {OTHER, ANY_VALUE, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER},
    {OTHER, KEY_VALUE, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER},
    {OTHER, TEXT, ANY_VALUE, OTHER, OTHER, OTHER, OTHER, OTHER},
    {OTHER, KEY_VALUE, OTHER, ENTITY_REF, OTHER, OTHER, OTHER, OTHER},
    {OTHER, NAME, NAME, KEY_VALUE, OTHER, OTHER, OTHER, OTHER},
    {OTHER, NAME, NAME, NAME, NAME, OTHER, OTHER, OTHER},
  };

  private final RequestInput input;
  private final ProtobufCursor cursor = new ProtobufCursor();
  private boolean needsRewrite;
  private boolean tooDeep;

  MessageCleaner(RequestInput input) {
    this.input = input;
  }

  /// Reads the message in `slice` of the source, and counts string indexes: their table is not part
  /// of a trace request, so nobody can resolve them.
  void check(int message, long slice) {
    needsRewrite = false;
    tooDeep = false;
    cursor.reset(input.source(), Slice.offset(slice), Slice.offset(slice) + Slice.length(slice));
    checkFields(message, 0);
  }

  /// Whether the message last checked holds text that must change.
  boolean needsRewrite() {
    return needsRewrite;
  }

  /// Whether values in the message last checked nest deeper than [#MAX_VALUE_DEPTH]. The rest was
  /// not read.
  boolean tooDeep() {
    return tooDeep;
  }

  /// Writes the message with its text made fit. Only after a [#check] that it is not too deep.
  void rewrite(int message, long slice, DecodeCounts.Kind truncated, ProtobufWriter out) {
    cursor.reset(input.source(), Slice.offset(slice), Slice.offset(slice) + Slice.length(slice));
    rewriteFields(message, truncated, out);
  }

  private void checkFields(int message, int depth) {
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      int content = content(message, tag);
      switch (content) {
        case TEXT -> checkText(cursor.readSlice(), input.maxAttributeBytes());
        case NAME -> checkText(cursor.readSlice(), input.maxNameBytes());
        case BLOB -> needsRewrite |= Slice.length(cursor.readSlice()) > input.maxAttributeBytes();
        case OTHER -> checkOther(message, tag);
        default -> checkMessage(content, content == ANY_VALUE ? depth + 1 : depth);
      }
    }
  }

  private void checkMessage(int message, int depth) {
    int outer = cursor.enter();
    if (depth > MAX_VALUE_DEPTH) {
      tooDeep = true;
    } else {
      checkFields(message, depth);
    }
    cursor.leave(outer);
  }

  private void checkText(long slice, int maxBytes) {
    needsRewrite |=
        Slice.length(slice) > maxBytes
            || !Utf8.isValid(input.source(), Slice.offset(slice), Slice.length(slice));
  }

  private void checkOther(int message, int tag) {
    if ((message == KEY_VALUE && tag == OtlpFields.KEY_INDEX_TAG)
        || (message == ANY_VALUE && tag == OtlpFields.STRING_INDEX_TAG)) {
      input.batch().counts().add(DecodeCounts.Kind.UNKNOWN_STRING_INDEX);
    }
    cursor.skip(tag);
  }

  private void rewriteFields(int message, DecodeCounts.Kind truncated, ProtobufWriter out) {
    if (message == KEY_VALUE) {
      input.beginAttribute();
    }
    while (cursor.hasMore()) {
      int start = cursor.position();
      int tag = cursor.readTag();
      int content = content(message, tag);
      switch (content) {
        case TEXT -> {
          int mark = input.batch().length();
          long text = cursor.readSlice();
          long fit =
              message == KEY_VALUE
                  ? input.attributeKey(text, truncated)
                  : input.attributeText(text, truncated);
          writeText(fit, tag, mark, out);
        }
        case NAME -> {
          int mark = input.batch().length();
          writeText(input.name(cursor.readSlice(), truncated), tag, mark, out);
        }
        case BLOB -> writeBlob(cursor.readSlice(), tag, truncated, out);
        case OTHER -> {
          cursor.skip(tag);
          out.writeRaw(input.source(), start, cursor.position() - start);
        }
        default -> {
          int outer = cursor.enter();
          int begin = out.begin(tag >>> 3);
          rewriteFields(content, truncated, out);
          out.end(begin);
          cursor.leave(outer);
        }
      }
    }
  }

  /// Copies text to the output and gives back what repairing it may have taken of the batch.
  private void writeText(long text, int tag, int mark, ProtobufWriter out) {
    out.writeBytesField(tag >>> 3, input.batch().bytes(), Slice.offset(text), Slice.length(text));
    input.batch().release(mark);
  }

  private void writeBlob(long slice, int tag, DecodeCounts.Kind truncated, ProtobufWriter out) {
    int size = input.blobSize(slice, truncated);
    out.writeBytesField(tag >>> 3, input.source(), Slice.offset(slice), size);
  }

  private static int content(int message, int tag) {
    int field = tag >>> 3;
    return (tag & 7) == ProtobufWriter.BYTES && field < FIELDS ? CONTENTS[message][field] : OTHER;
  }
}
