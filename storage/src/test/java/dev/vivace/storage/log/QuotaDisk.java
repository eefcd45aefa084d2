package dev.vivace.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A small volume: whatever lies in a folder may take so many bytes together. What does not fit is
/// written up to the last byte that does, as a full file system does it.
final class QuotaDisk extends DiskDecorator {

  private final Path volume;
  private final long quotaBytes;

  QuotaDisk(LogDisk disk, Path volume, long quotaBytes) {
    super(disk);
    this.volume = volume;
    this.quotaBytes = quotaBytes;
  }

  @Override
  public Output create(Path file) throws IOException {
    return new QuotaOutput(disk.create(file), file);
  }

  @Override
  public void forceFolder(Path folder) {
    // No test cuts the power.
  }

  @Override
  public long usableBytes() throws IOException {
    long used = 0;
    List<Path> files;
    try (Stream<Path> found = Files.walk(volume)) {
      files = found.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      used += Files.size(file);
    }
    return Math.max(0, quotaBytes - used);
  }

  @Override
  public long totalBytes() {
    return quotaBytes;
  }

  private final class QuotaOutput implements Output {

    private final Output output;
    private final Path file;
    private long size;

    QuotaOutput(Output output, Path file) {
      this.output = output;
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long growth = Math.max(0, position + bytes.remaining() - size);
      long free = growth == 0 ? 0 : usableBytes();
      if (growth > free) {
        long fits = Math.max(0, bytes.remaining() - (growth - free));
        output.write(bytes.limit(bytes.position() + (int) fits), position);
        throw new IOException(file + ": No space left on device");
      }
      output.write(bytes, position);
      size += growth;
    }

    @Override
    public void force() {
      // No test cuts the power.
    }

    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
