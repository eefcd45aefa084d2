package dev.vivace.storage.log;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.InstantSource;

/// The log's disk, with a fail point before, in the middle of and after each effect.
public final class HaltingDisk extends DiskDecorator {

  private static final int SEGMENT_MAGIC = 0x4156_4956; // "VIVA" read little-endian

  private final FailPoints points;
  private volatile String folderChange = "nothing";

  private HaltingDisk(LogDisk disk, FailPoints points) {
    super(disk);
    this.points = points;
  }

  /// A log on such a disk.
  public static LocalLog open(
      LocalLogConfig config, InstantSource clock, MeterRegistry registry, FailPoints points) {
    return LocalLog.open(
        config, clock, registry, folder -> new HaltingDisk(new LocalDisk(folder), points));
  }

  /// Something that has an effect on the disk.
  private interface Effect {

    void run() throws IOException;
  }

  private void step(String name, Effect effect) throws IOException {
    halt(name + ": not begun");
    effect.run();
    halt(name + ": done, answer lost");
  }

  private void halt(String step) throws IOException {
    if (points.isHaltedAt(step)) {
      throw new IOException("the process has ended at: " + step);
    }
  }

  private static String kind(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(AcknowledgedMarker.FILE_NAME)
        ? "marker"
        : name.endsWith(SegmentAllocator.SPARE_SUFFIX) ? "spare" : "segment";
  }

  @Override
  public Output create(Path file) throws IOException {
    String kind = kind(file);
    String step = "log.create " + kind;
    halt(step + ": not begun");
    Output created = disk.create(file);
    if (points.isHaltedAt(step + ": done, answer lost")) {
      created.close();
      throw new IOException("the process has ended at: " + step);
    }
    return new HaltingOutput(created, kind);
  }

  @Override
  public void truncate(Path file, long bytes) throws IOException {
    step("log.truncate " + kind(file), () -> disk.truncate(file, bytes));
  }

  @Override
  public void rename(Path source, Path target) throws IOException {
    folderChange = "rename";
    step("log.rename " + kind(source) + " to " + kind(target), () -> disk.rename(source, target));
  }

  @Override
  public void delete(Path file) throws IOException {
    folderChange = "delete";
    step("log.delete " + kind(file), () -> disk.delete(file));
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    step("log.force folder after " + folderChange, () -> disk.forceFolder(folder));
  }

  @Override
  public long usableBytes() throws IOException {
    return Long.MAX_VALUE;
  }

  private final class HaltingOutput implements Output {

    private final Output output;
    private final String kind;
    private String written;

    HaltingOutput(Output output, String kind) {
      this.output = output;
      this.kind = kind;
      this.written = kind;
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      written = content(bytes);
      String step = "log.write " + written;
      halt(step + ": not begun");
      int end = bytes.limit();
      int half = bytes.position() + bytes.remaining() / 2;
      int halfBytes = half - bytes.position();
      output.write(bytes.limit(half), position);
      halt(step + ": half written");
      output.write(bytes.limit(end), position + halfBytes);
      halt(step + ": done, answer lost");
    }

    private String content(ByteBuffer bytes) {
      if (kind.equals("marker") || bytes.remaining() < Integer.BYTES) {
        return kind;
      }
      int magic = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.position());
      return switch (magic) {
        case BatchHeader.MAGIC -> "batch";
        case SEGMENT_MAGIC -> "segment header";
        default -> "spare";
      };
    }

    @Override
    public void force() throws IOException {
      step("log.force " + written, output::force);
    }

    /// A process that ends closes its files.
    @Override
    public void close() throws IOException {
      output.close();
    }
  }
}
