package dev.vivace.storage.head;

import dev.vivace.model.otlp.EnvelopeAttributes;

/// What the envelopes of a store say, as columns whose row is the envelope's code.
final class EnvelopeColumns {

  private static final int OBJECT_BYTES = 24;

  private static final int NAME = 0;
  private static final int VERSION = 1;

  private final AttributeStore attributes;
  private final IntColumn shapes;
  private final RareColumns fields;

  EnvelopeColumns(HeadMemory memory) {
    attributes = new AttributeStore(memory);
    shapes = new IntColumn(memory);
    fields = new RareColumns(memory);
    memory.count(OBJECT_BYTES);
  }

  /// How many envelopes there are in the columns.
  int count() {
    return shapes.count();
  }

  AttributeStore attributes() {
    return attributes;
  }

  int shape(int code) {
    return shapes.get(code);
  }

  ValueColumn names() {
    return fields.get(NAME);
  }

  ValueColumn versions() {
    return fields.get(VERSION);
  }

  /// Adds the next envelope as it was read.
  void add(EnvelopeAttributes read) {
    int code = count();
    int end = read.attributes().count();
    int shape = attributes.append(code, read.bytes(), read.attributes(), 0, end, Shapes.EMPTY);
    fields.addText(NAME, code, read.bytes(), read.name());
    fields.addText(VERSION, code, read.bytes(), read.version());
    shapes.add(shape);
  }

  void release() {
    attributes.release();
    shapes.release();
    fields.release();
  }
}
