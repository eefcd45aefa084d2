package dev.vivace.compactor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The room of the volume that blocks are on.
public record DiskSpace(long freeBytes, long totalBytes) {

  /// Of a volume that has room without end, as a bucket has.
  public static final DiskSpace ENDLESS = new DiskSpace(Long.MAX_VALUE, Long.MAX_VALUE);

  private static final long MAX_RESERVE_BYTES = 5L << 30;
  private static final int RESERVE_PART = 10;

  /// The room of a folder's volume, each time it is asked for.
  public static Supplier<DiskSpace> of(Path folder) {
    return () -> {
      try {
        FileStore volume = Files.getFileStore(folder);
        return new DiskSpace(volume.getUsableSpace(), volume.getTotalSpace());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot tell the room of the volume of " + folder, e);
      }
    };
  }

  /// What should stay free: the smaller of 5 GiB and a tenth. That is more than the log's own
  /// reserve: blocks go before requests have to be refused.
  long reserveBytes() {
    return Math.min(MAX_RESERVE_BYTES, totalBytes / RESERVE_PART);
  }
}
