package dev.vivace.storage.blocklist;

import dev.vivace.model.error.CorruptDataException;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ObjectPage;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.section.SectionCodec;
import dev.vivace.storage.section.SectionCommit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A store of which the sections of one log, those that this process alone commits, are kept a
/// second time. A section that is damaged is read from its copy: so it stays known where the chain
/// goes on, and which blocks it names.
///
/// ```text
///   create ──▶ the copy ──▶ the object          read ──▶ the object, twice ──damaged──▶ the copy
/// ```
///
/// The copy comes first, so that there is one of every object. It counts only for an object that is
/// there: an earlier attempt may have left a copy alone. Thread-safe.
public final class CopiedSections implements ObjectStore {

  private static final Logger LOG = LoggerFactory.getLogger(CopiedSections.class);
  private static final int MAX_NAMED = 1_000;
  private static final String FLOORS = "=floor/";

  private final ObjectStore store;
  private final ObjectStore copies;
  private final String prefix;
  private final Counter readFromCopies;
  private final Set<String> warnedOf = ConcurrentHashMap.newKeySet();

  /// @param copies elsewhere: what damages one should leave the other
  /// @param prefix of the log's keys
  public CopiedSections(
      ObjectStore store, ObjectStore copies, String prefix, MeterRegistry registry) {
    this.store = store;
    this.copies = copies;
    this.prefix = prefix;
    this.readFromCopies =
        Counter.builder("vivace_sections_read_from_copies")
            .description("Sections that were damaged and read from their copy beside the log")
            .register(registry);
  }

  private boolean isSection(String key) {
    return key.startsWith(prefix) && !key.contains(FLOORS);
  }

  @Override
  public boolean createIfAbsent(String key, ObjectContent content) {
    if (isSection(key)) {
      copy(key, content);
    }
    return store.createIfAbsent(key, content);
  }

  private void copy(String key, ObjectContent content) {
    if (isThere(key)) {
      return;
    }
    try {
      copies.delete(key); // Of an attempt that did not get through.
      copies.createIfAbsent(key, content);
    } catch (StoreUnavailableException e) {
      LOG.warn("section {} is committed without a copy of it", key, e);
    }
  }

  /// While the store is away nobody knows; a section is committed all the same, if it has a
  /// backlog.
  private boolean isThere(String key) {
    try {
      return store.size(key).isPresent();
    } catch (StoreUnavailableException away) {
      LOG.debug("section {} is copied without asking the store", key, away);
      return false;
    }
  }

  @Override
  public Optional<byte[]> readWhole(String key, int maxBytes) {
    if (!isSection(key)) {
      return store.readWhole(key, maxBytes);
    }
    try {
      return checked(key, store.readWhole(key, maxBytes));
    } catch (CorruptDataException first) {
      store.forget(key);
      try {
        return checked(key, store.readWhole(key, maxBytes));
      } catch (CorruptDataException second) {
        return Optional.of(fromCopy(key, maxBytes, second));
      }
    }
  }

  private byte[] fromCopy(String key, int maxBytes, CorruptDataException problem) {
    byte[] copy;
    try {
      copy = checked(key, copies.readWhole(key, maxBytes)).orElseThrow(() -> problem);
    } catch (CorruptDataException e) {
      if (e != problem) {
        problem.addSuppressed(e);
      }
      throw problem;
    }
    readFromCopies.increment();
    if (warnedOf.size() < MAX_NAMED && warnedOf.add(key)) {
      LOG.error(
          "section {} is damaged and was read from its copy: nothing is missing; restore the object, the copy is under"
              + " the log's folder",
          key,
          problem);
    }
    return copy;
  }

  private static Optional<byte[]> checked(String key, Optional<byte[]> object) {
    if (object.isPresent()) {
      SectionCommit section = SectionCodec.decode(key, object.get());
      if (!section.key().equals(key)) {
        throw new CorruptDataException(
            "section %s says that it is %s; restore the object".formatted(key, section.key()));
      }
    }
    return object;
  }

  @Override
  public void delete(String key) {
    store.delete(key);
    if (isSection(key)) {
      copies.delete(key);
    }
  }

  @Override
  public Optional<Long> size(String key) {
    return store.size(key);
  }

  @Override
  public ByteBuffer read(String key, long offset, int length) {
    return store.read(key, offset, length);
  }

  @Override
  public List<String> list(String under) {
    return store.list(under);
  }

  @Override
  public ObjectPage listPage(String under, String after) {
    return store.listPage(under, after);
  }

  @Override
  public int readAheadBytes() {
    return store.readAheadBytes();
  }

  @Override
  public void forget(String key) {
    store.forget(key);
  }
}
