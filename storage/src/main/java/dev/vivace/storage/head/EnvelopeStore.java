package dev.vivace.storage.head;

import dev.vivace.model.otlp.EnvelopeAttributes;
import org.jspecify.annotations.Nullable;

/// The distinct resource or scope envelopes of a head by code: each as it was sent, and beside it
/// what it says, as columns whose row is the code. As long as they are few, the columns are made
/// when somebody asks for them: most small tenants are never asked.
public final class EnvelopeStore {

  private static final int OBJECT_BYTES = 32;

  /// From this code on, columns are kept up with the envelopes: they are too many to be read at
  /// once, and what they take has to be known before they are needed.
  private static final int FEW = 16;

  // Over 100 KiB each: too much for every head of every tenant to have its own.
  private static final ThreadLocal<EnvelopeAttributes> READERS =
      ThreadLocal.withInitial(EnvelopeAttributes::new);

  private final HeadMemory memory;
  private final boolean scopes;
  private final ByteDictionary envelopes;
  private int readCount; // how many envelopes could be read: all, unless an append has failed
  private @Nullable EnvelopeColumns columns; // guarded by this

  /// Makes an empty store.
  ///
  /// @param scopes whether the envelopes are scopes', not resources'
  EnvelopeStore(HeadMemory memory, boolean scopes) {
    this.memory = memory;
    this.scopes = scopes;
    envelopes = new ByteDictionary(memory);
    memory.count(OBJECT_BYTES);
  }

  public ByteDictionary envelopes() {
    return envelopes;
  }

  public AttributeStore attributes() {
    return columns().attributes();
  }

  /// The shape of an envelope's attributes.
  public int shape(int code) {
    return columns().shape(code);
  }

  /// Names of scopes; a row for each scope that has one.
  public ValueColumn names() {
    return columns().names();
  }

  /// Versions of scopes; a row for each scope that has one.
  public ValueColumn versions() {
    return columns().versions();
  }

  /// The code of an envelope. A new one is read at once: what cannot be read fails the append, not
  /// somebody who asks later.
  int intern(byte[] bytes, int offset, int length) {
    int code = envelopes.intern(bytes, offset, length);
    if (code == readCount) {
      readNew(code);
    }
    return code;
  }

  private void readNew(int code) {
    EnvelopeColumns kept = code < FEW ? null : columns();
    EnvelopeAttributes read = read(code);
    if (kept != null) {
      kept.add(read);
    }
    readCount = code + 1;
  }

  /// The code here of an envelope of another store.
  int internFrom(EnvelopeStore source, int code) {
    ByteDictionary from = source.envelopes;
    return intern(from.array(code), from.offset(code), from.length(code));
  }

  private EnvelopeAttributes read(int code) {
    EnvelopeAttributes reader = READERS.get();
    byte[] bytes = envelopes.array(code);
    if (scopes) {
      reader.readScope(bytes, envelopes.offset(code), envelopes.length(code));
    } else {
      reader.readResource(bytes, envelopes.offset(code), envelopes.length(code));
    }
    return reader;
  }

  /// The columns of all envelopes. Whoever asks holds the head's lock or writes the head, so that
  /// no envelopes are added while somebody uses them.
  private synchronized EnvelopeColumns columns() {
    EnvelopeColumns made = columns;
    if (made == null) {
      // A part of its own: this may run beside another store's.
      made = new EnvelopeColumns(memory.part());
      columns = made;
    }
    while (made.count() < readCount) {
      made.add(read(made.count()));
    }
    return made;
  }

  synchronized void release() {
    envelopes.release();
    EnvelopeColumns made = columns;
    if (made != null) {
      made.release();
    }
  }
}
