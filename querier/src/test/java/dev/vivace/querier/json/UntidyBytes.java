package dev.vivace.querier.json;

import dev.vivace.model.bytes.ProtobufWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Rewrites an encoded trace so that it is still valid but as no sender writes it: fields shuffled,
/// some doubled, foreign ones in between, at every level whose nested fields it knows.
final class UntidyBytes {

  private UntidyBytes() {}

  static byte[] of(byte[] trace, Random random) {
    return shuffled(OtlpShapes.TRACES_DATA, trace, random);
  }

  private static byte[] shuffled(MessageShape shape, byte[] message, Random random) {
    List<byte[]> fields = new ArrayList<>();
    FieldCursor cursor = new FieldCursor().reset(message, 0, message.length);
    while (cursor.next()) {
      byte[] field = field(shape, cursor, random);
      fields.add(field);
      if (random.nextInt(4) == 0) {
        fields.add(field);
      }
    }
    if (random.nextInt(4) == 0) {
      ProtobufWriter foreign = new ProtobufWriter(16);
      foreign.writeVarintField(31, random.nextLong());
      fields.add(foreign.toByteArray());
    }
    Collections.shuffle(fields, random);
    ProtobufWriter out = new ProtobufWriter(message.length + 16);
    fields.forEach(field -> out.writeRaw(field, 0, field.length));
    return out.toByteArray();
  }

  private static byte[] field(MessageShape shape, FieldCursor cursor, Random random) {
    ProtobufWriter out = new ProtobufWriter(64);
    FieldShape known = shape.field(cursor.tag());
    if (known == null || known.message() == null) {
      cursor.copyField(out);
    } else {
      byte[] content = new byte[cursor.valueLength()];
      System.arraycopy(cursor.bytes(), cursor.valueOffset(), content, 0, content.length);
      byte[] nested = shuffled(known.message(), content, random);
      out.writeBytesField(cursor.field(), nested, 0, nested.length);
    }
    return out.toByteArray();
  }
}
