package dev.vivace.storage.head;

import dev.vivace.model.bytes.Slice;
import dev.vivace.model.otlp.EnvelopeAttributes;

/// The distinct resource or scope envelopes of a head by code: each as it was sent, and beside it
/// what it says, as columns whose row is the code. An envelope is read once, when it is new.
public final class EnvelopeStore {

  // Over 100 KiB each: too much for every head of every tenant to have its own.
  private static final ThreadLocal<EnvelopeAttributes> READERS =
      ThreadLocal.withInitial(EnvelopeAttributes::new);

  private final boolean scopes;
  private final ByteDictionary envelopes;
  private final AttributeStore attributes;
  private final IntColumn shapes;
  private final ValueColumn names;
  private final ValueColumn versions;

  /// Makes an empty store.
  ///
  /// @param scopes whether the envelopes are scopes', not resources'
  EnvelopeStore(HeadMemory memory, boolean scopes) {
    this.scopes = scopes;
    envelopes = new ByteDictionary(memory);
    attributes = new AttributeStore(memory);
    shapes = new IntColumn(memory);
    names = new ValueColumn(memory, false);
    versions = new ValueColumn(memory, false);
  }

  public ByteDictionary envelopes() {
    return envelopes;
  }

  public AttributeStore attributes() {
    return attributes;
  }

  /// The shape of an envelope's attributes.
  public int shape(int code) {
    return shapes.get(code);
  }

  /// Names of scopes; a row for each scope that has one.
  public ValueColumn names() {
    return names;
  }

  /// Versions of scopes; a row for each scope that has one.
  public ValueColumn versions() {
    return versions;
  }

  /// The code of an envelope.
  int intern(byte[] bytes, int offset, int length) {
    int code = envelopes.intern(bytes, offset, length);
    if (code == shapes.count()) {
      read(code, bytes, offset, length);
    }
    return code;
  }

  /// The code here of an envelope of another store.
  int internFrom(EnvelopeStore source, int code) {
    ByteDictionary from = source.envelopes;
    return intern(from.array(code), from.offset(code), from.length(code));
  }

  private void read(int code, byte[] bytes, int offset, int length) {
    EnvelopeAttributes reader = READERS.get();
    if (scopes) {
      reader.readScope(bytes, offset, length);
    } else {
      reader.readResource(bytes, offset, length);
    }
    shapes.add(
        attributes.append(
            code, reader.bytes(), reader.attributes(), 0, reader.attributes().count(), -1));
    addText(names, code, reader.bytes(), reader.name());
    addText(versions, code, reader.bytes(), reader.version());
  }

  private static void addText(ValueColumn column, int code, byte[] bytes, long slice) {
    if (Slice.length(slice) > 0) {
      column.addText(code, bytes, Slice.offset(slice), Slice.length(slice));
    }
  }

  void release() {
    envelopes.release();
    attributes.release();
    shapes.release();
    names.release();
    versions.release();
  }
}
