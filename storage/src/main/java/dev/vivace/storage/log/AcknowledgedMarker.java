package dev.vivace.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers how far records were acknowledged, for what no later batch says: whether the last one
/// was. Overwritten after each group and not flushed, so it survives the end of the process but
/// maybe not a power cut. For one thread.
///
/// ```text
/// file = slot slot
/// slot = acknowledgedOffset:u64 turn:u32 crc32c:u32      little-endian, crc of the 12 bytes before
/// ```
///
/// The slots are written in turn, so one is always whole; the larger offset counts.
final class AcknowledgedMarker implements Closeable {

  static final String FILE_NAME = "acknowledged";

  private static final Logger LOG = LoggerFactory.getLogger(AcknowledgedMarker.class);
  private static final int SLOT_BYTES = 16;
  private static final int CRC_AT = 12;

  private final Path file;
  private final ByteBuffer slot =
      ByteBuffer.allocateDirect(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final LogDisk.Output output;
  private int turn;
  private boolean isFailing;

  AcknowledgedMarker(LogDisk disk, Path folder) throws IOException {
    this.file = folder.resolve(FILE_NAME);
    this.output = disk.create(file);
  }

  /// The offset in the folder's marker file, 0 if there is none.
  static long read(LogDisk disk, Path folder) throws IOException {
    Path file = folder.resolve(FILE_NAME);
    if (disk.size(file).isEmpty()) {
      return 0;
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (LogDisk.Input input = disk.open(file)) {
      bytes.limit((int) Math.min(bytes.capacity(), input.size()));
      SegmentBytes.readFully(input, bytes, 0);
    }
    long acknowledged = 0;
    for (int at = 0; at + SLOT_BYTES <= bytes.limit(); at += SLOT_BYTES) {
      if (bytes.getInt(at + CRC_AT) == Checksums.of(bytes, at, CRC_AT)) {
        acknowledged = Math.max(acknowledged, bytes.getLong(at));
      }
    }
    return acknowledged;
  }

  /// Overwrites the older slot. A failure is logged once and not passed on: the log is whole
  /// without the marker.
  void write(long acknowledgedOffset) {
    slot.clear().putLong(acknowledgedOffset).putInt(turn);
    slot.putInt(Checksums.of(slot, 0, CRC_AT)).flip();
    try {
      output.write(slot, (long) (turn & 1) * SLOT_BYTES);
      turn++;
      isFailing = false;
    } catch (IOException e) {
      if (!isFailing) {
        LOG.warn("WAL marker {} could not be written; replay can do without", file, e);
      }
      isFailing = true;
    }
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
