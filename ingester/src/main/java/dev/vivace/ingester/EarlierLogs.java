package dev.vivace.ingester;

import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.section.BlockEntry;
import dev.vivace.storage.section.SectionChain;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blocks that other logs left in a store: those of a log whose folder was lost or replaced.
/// Their sections are committed, so their spans are there to be read; only what such a log still
/// held is gone with it.
final class EarlierLogs {

  private static final Logger LOG = LoggerFactory.getLogger(EarlierLogs.class);
  private static final String PREFIX = "=log/";
  private static final Pattern LOG_NAME =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  private final ObjectStore store;
  private final UUID current;

  EarlierLogs(ObjectStore store, UUID current) {
    this.store = store;
    this.current = current;
  }

  /// The blocks of all logs but the current one, the log that wrote last at the end.
  List<BlockEntry> blocks() {
    List<SectionChain> chains =
        store.list(PREFIX).stream()
            .map(EarlierLogs::logName)
            .distinct()
            .flatMap(name -> logId(name).stream())
            .filter(id -> !id.equals(current))
            .map(id -> SectionChain.open(store, id, SectionWriter.PARTITION))
            .sorted(Comparator.comparingLong(EarlierLogs::lastAppendNanos))
            .toList();
    if (!chains.isEmpty()) {
      LOG.warn(
          "the store holds blocks of {} other logs than {}: they are served; what these logs held beyond their blocks"
              + " is not here",
          chains.size(),
          current);
    }
    return chains.stream().flatMap(chain -> chain.blocks().stream()).toList();
  }

  /// The part of the key behind the prefix, up to the next slash.
  private static String logName(String key) {
    int end = key.indexOf('/', PREFIX.length());
    return key.substring(PREFIX.length(), end < 0 ? key.length() : end);
  }

  private static Optional<UUID> logId(String name) {
    // Java takes shortened ids, too; folders of logs have whole ones.
    if (LOG_NAME.matcher(name).matches()) {
      return Optional.of(UUID.fromString(name));
    }
    LOG.warn(
        "the store holds '{}{}', which names no log (expected: a UUID): passed over; move it out of"
            + " the store, or give it back its name if it was renamed",
        PREFIX,
        name);
    return Optional.empty();
  }

  private static long lastAppendNanos(SectionChain chain) {
    return chain.last().map(section -> section.lastAppendNanos()).orElse(0L);
  }
}
