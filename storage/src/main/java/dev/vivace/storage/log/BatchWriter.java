package dev.vivace.storage.log;

import dev.vivace.storage.log.AppendQueue.Pending;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/// Turns a group of records into one batch in a file. Payloads are copied once, into a direct
/// buffer of fixed size from which they are summed and written; a batch larger than the buffer goes
/// out in pieces. For one thread.
final class BatchWriter {

  private static final int BUFFER_BYTES = 1 << 20;

  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C bodyCrc = new CRC32C();
  private int summedTo; // bytes of the buffer that are in the checksum or do not belong there

  /// Writes the batch at `position` and returns the checksum of its records.
  int write(LogDisk.Output file, long position, BatchHeader header, List<Pending> group)
      throws IOException {
    bodyCrc.reset();
    buffer.clear();
    header.encode(buffer);
    summedTo = BatchHeader.BYTES;
    long at = position;
    for (Pending append : group) {
      at = put(file, at, append.record());
    }
    at = makeRoom(file, at, BatchHeader.TRAILER_BYTES);
    sum();
    int crc = (int) bodyCrc.getValue();
    buffer.putInt(header.bodyBytes()).putInt(crc);
    file.write(buffer.flip(), at);
    return crc;
  }

  private long put(LogDisk.Output file, long position, LogRecord record) throws IOException {
    int headBytes = RecordCodec.headSize(record);
    long at = position;
    if (headBytes <= BUFFER_BYTES) {
      at = makeRoom(file, at, headBytes);
      RecordCodec.encodeHead(record, buffer);
    } else {
      // More refused spans than the buffer holds numbers: rare, so one more copy is all right.
      ByteBuffer head = ByteBuffer.allocate(headBytes).order(ByteOrder.LITTLE_ENDIAN);
      RecordCodec.encodeHead(record, head);
      at = putBytes(file, at, head.array(), headBytes);
    }
    return putBytes(file, at, record.payload(), record.payloadLength());
  }

  private long putBytes(LogDisk.Output file, long position, byte[] bytes, int length)
      throws IOException {
    long at = position;
    for (int done = 0; done < length; ) {
      at = makeRoom(file, at, 1);
      int piece = Math.min(buffer.remaining(), length - done);
      buffer.put(bytes, done, piece);
      done += piece;
    }
    return at;
  }

  /// Writes the buffer out unless it has room for `bytes` more; returns where the next byte goes.
  private long makeRoom(LogDisk.Output file, long position, int bytes) throws IOException {
    if (buffer.remaining() >= bytes) {
      return position;
    }
    sum();
    int written = buffer.position();
    file.write(buffer.flip(), position);
    buffer.clear();
    summedTo = 0;
    return position + written;
  }

  private void sum() {
    bodyCrc.update(buffer.slice(summedTo, buffer.position() - summedTo));
    summedTo = buffer.position();
  }
}
