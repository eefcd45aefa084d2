package dev.vivace.server.config;

import java.nio.file.Path;
import java.time.Duration;

/// Where spans rest.
public record StorageConfig(TraceStorageConfig trace) {

  static StorageConfig defaults() {
    return new StorageConfig(
        new TraceStorageConfig(
            Backend.LOCAL,
            new LocalConfig(Path.of("./data/blocks"), new ByteSize(0)),
            new WalConfig(
                Path.of("./data/wal"), WalSync.GROUP, Duration.ofSeconds(1), WalCorruption.ISOLATE),
            S3StorageConfig.defaults(),
            Duration.ofMinutes(1)));
  }

  /// Blocks and the log.
  ///
  /// @param blocklistPoll how often the store is looked at for blocks that others have written,
  ///   merged or deleted
  public record TraceStorageConfig(
      Backend backend,
      LocalConfig local,
      WalConfig wal,
      S3StorageConfig s3,
      Duration blocklistPoll) {

    public TraceStorageConfig {
      if (backend == Backend.GCS || backend == Backend.AZURE) {
        throw new InvalidSettingException(
            "backend",
            "found '%s', expected 'local' or 's3': it is not supported yet"
                .formatted(ValueTypes.name(backend)));
      }
      if (!blocklistPoll.isPositive()) {
        throw new InvalidSettingException(
            "blocklist_poll", "found %s, expected more than 0".formatted(blocklistPoll));
      }
      if (backend == Backend.S3 && s3.bucket().isEmpty()) {
        throw new InvalidSettingException(
            "backend", "found 's3' without s3.bucket, expected the bucket's name there");
      }
    }
  }

  /// What keeps the blocks. Those that are not supported are known so that their refusal can say
  /// why.
  public enum Backend {
    LOCAL,
    S3,
    GCS,
    AZURE
  }

  /// Blocks in a folder.
  ///
  /// @param maxBytes what all blocks may take before the oldest ones go; 0 is what the volume has
  public record LocalConfig(Path path, ByteSize maxBytes) {}

  /// The log that everything acknowledged is in.
  ///
  /// @param syncInterval how often the log is forced to disk while `sync` is `interval`
  public record WalConfig(
      Path path, WalSync sync, Duration syncInterval, WalCorruption onCorruption) {}

  /// What an acknowledgement means.
  public enum WalSync {
    /// On disk: survives a crash of the machine.
    GROUP,
    /// Written; on disk within the interval: a crash of the machine may lose that much.
    INTERVAL,
    /// Written: survives the end of the process, not a crash of the machine.
    NONE
  }

  /// What happens when the log cannot be read whole at the start.
  public enum WalCorruption {
    /// The unreadable bytes are moved aside and counted; the rest is replayed.
    ISOLATE,
    /// The process does not start.
    STOP
  }
}
