package dev.vivace.querier.json;

import dev.vivace.model.bytes.ProtobufWriter;

/// Messages as protobuf allows them but few senders write them: a field comes twice, the items of a
/// list are scattered, a choice is made several times.
///
/// Source: Protocol Buffers documentation, "Encoding", "Last One Wins".
final class UntidyMessage {

  private UntidyMessage() {}

  /// Whether each field comes once, or as one run of items, and a choice is made once.
  static boolean isTidy(MessageShape shape, FieldCursor cursor) {
    long seen = 0;
    int last = 0;
    while (cursor.next()) {
      FieldShape field = shape.field(cursor.tag());
      if (field == null) {
        continue;
      }
      boolean continues = field.repeated() && last == field.tag();
      long mark = field.alternative() ? 1 : 1L << cursor.field();
      if (!continues && (seen & mark) != 0) {
        return false;
      }
      seen |= mark;
      last = field.tag();
    }
    return true;
  }

  /// Writes the message anew with its known fields only, as whoever parsed it would: of numbers and
  /// strings the last one counts, messages are merged, of a choice only what was chosen last stays.
  static byte[] merge(MessageShape shape, FieldCursor cursor) {
    ProtobufWriter out = new ProtobufWriter(64);
    int chosen = shape.isChoice() ? lastTag(shape, cursor) : 0;
    for (FieldShape field : shape.fields()) {
      if (chosen == 0 || chosen == field.tag()) {
        copy(field, cursor.rewind(), out);
      }
    }
    return out.toByteArray();
  }

  private static int lastTag(MessageShape shape, FieldCursor cursor) {
    int last = 0;
    while (cursor.next()) {
      last = shape.field(cursor.tag()) == null ? last : cursor.tag();
    }
    return last;
  }

  private static void copy(FieldShape field, FieldCursor cursor, ProtobufWriter out) {
    int number = field.tag() >>> 3;
    int start = out.length();
    boolean merges = field.kind() == FieldShape.Kind.MESSAGE && !field.repeated();
    int merged = -1;
    while (cursor.next()) {
      if (cursor.tag() != field.tag()) {
        continue;
      }
      if (merges) {
        merged = merged < 0 ? out.begin(number) : merged;
        out.writeRaw(cursor.bytes(), cursor.valueOffset(), cursor.valueLength());
      } else {
        out.truncate(field.repeated() ? out.length() : start);
        cursor.copyField(out);
      }
    }
    if (merged >= 0) {
      out.end(merged);
    }
  }
}
