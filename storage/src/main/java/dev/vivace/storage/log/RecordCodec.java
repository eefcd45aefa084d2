package dev.vivace.storage.log;

import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.WireFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes and reads records.
///
/// ```text
/// record = payloadLength:u32 type:u8 format:u8 tenantLength:u8 reserved:u8 receivedNanos:u64
///          maxAttributeBytes:u32 refusedCount:u32
///          tenant:byte[tenantLength] refused:u32[refusedCount] payload:byte[payloadLength]
///                                                                            little-endian
/// ```
///
/// Type 1 is a request with spans; formats are those of [WireFormat].
final class RecordCodec {

  /// One batch must be addressable with an int; requests are far smaller.
  static final int MAX_RECORD_BYTES = 1 << 30;

  static final int HEAD_BYTES = 24;

  private static final int TYPE_SPANS = 1;
  private static final int[] NONE = {};

  // What the record before had is mostly what this one has.
  private byte[] tenantBytes = {};
  private TenantId tenant = TenantId.SINGLE;
  private byte[] payload = {};

  static long size(LogRecord record) {
    return headSize(record) + (long) record.payloadLength();
  }

  /// The size of all that is in front of the payload.
  static int headSize(LogRecord record) {
    return HEAD_BYTES
        + record.tenant().value().length()
        + Integer.BYTES * record.refusedOrdinals().length;
  }

  /// Writes all that is in front of the payload.
  static void encodeHead(LogRecord record, ByteBuffer buffer) {
    byte[] tenant = record.tenant().value().getBytes(StandardCharsets.US_ASCII);
    buffer.putInt(record.payloadLength());
    buffer.put((byte) TYPE_SPANS).put((byte) record.format().code());
    buffer.put((byte) tenant.length).put((byte) 0);
    buffer.putLong(record.receivedNanos()).putInt(record.maxAttributeBytes());
    buffer.putInt(record.refusedOrdinals().length).put(tenant);
    for (int ordinal : record.refusedOrdinals()) {
      buffer.putInt(ordinal);
    }
  }

  /// The whole record.
  static ByteBuffer encode(LogRecord record) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(size(record))).order(ByteOrder.LITTLE_ENDIAN);
    encodeHead(record, buffer);
    return buffer.put(record.payload(), 0, record.payloadLength()).flip();
  }

  /// The length of the record at the buffer's position, or -1 if it does not fit into what remains.
  static int length(ByteBuffer body) {
    if (body.remaining() < HEAD_BYTES) {
      return -1;
    }
    int at = body.position();
    long length =
        HEAD_BYTES
            + Byte.toUnsignedLong(body.get(at + 6))
            + Integer.BYTES * Integer.toUnsignedLong(body.getInt(at + 20))
            + Integer.toUnsignedLong(body.getInt(at));
    return length <= body.remaining() ? (int) length : -1;
  }

  /// Reads the record at the buffer's position, whose [#length] was found to fit. Its payload is
  /// overwritten by the next call. Throws `IllegalArgumentException` or `InvalidRequestException`
  /// for a record that this version does not know.
  LogRecord decode(ByteBuffer body) {
    int payloadLength = body.getInt();
    int type = body.get();
    if (type != TYPE_SPANS) {
      throw new IllegalArgumentException("record type " + type + " (known: 1)");
    }
    WireFormat format = WireFormat.ofCode(body.get());
    int tenantLength = Byte.toUnsignedInt(body.get());
    body.get();
    long receivedNanos = body.getLong();
    int maxAttributeBytes = body.getInt();
    int refusedCount = body.getInt();
    readTenant(body, tenantLength);
    int[] refused = refusedCount == 0 ? NONE : new int[refusedCount];
    for (int i = 0; i < refusedCount; i++) {
      refused[i] = body.getInt();
    }
    if (payload.length < payloadLength) {
      payload = new byte[payloadLength];
    }
    body.get(payload, 0, payloadLength);
    return new LogRecord(
        tenant, format, receivedNanos, maxAttributeBytes, refused, payload, payloadLength);
  }

  private void readTenant(ByteBuffer body, int length) {
    byte[] bytes = new byte[length];
    body.get(bytes);
    if (!Arrays.equals(bytes, tenantBytes)) {
      tenant = new TenantId(new String(bytes, StandardCharsets.ISO_8859_1));
      tenantBytes = bytes;
    }
  }
}
