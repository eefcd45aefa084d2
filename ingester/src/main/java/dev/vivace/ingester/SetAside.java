package dev.vivace.ingester;

import dev.vivace.storage.log.LocalLog;
import dev.vivace.storage.log.LogRecord;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts records aside that the program cannot decode or apply, so that the others go on, now and
/// after a restart: their bytes are kept beside the log, which is trimmed.
final class SetAside {

  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

  private final LocalLog log;

  SetAside(LocalLog log) {
    this.log = log;
  }

  /// Keeps a record and says so.
  void keep(long offset, LogRecord record, RuntimeException cause) {
    LOG.error(
        "log record {} of tenant {} ({} bytes of {}) cannot be applied: its spans are not served. {};"
            + " report this with the file: it is a mistake of the program's",
        offset,
        record.tenant(),
        record.payloadLength(),
        record.format(),
        log.quarantine(offset, record)
            .map(SetAside::keptIn)
            .orElse("It could not be kept and is gone once the log is trimmed"),
        cause);
  }

  private static String keptIn(Path file) {
    return "It is kept in " + file;
  }
}
