package dev.vivace.querier.trace;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Ids as messages have them.
final class Ids {

  private Ids() {}

  static ByteString hex(String digits) {
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  static ByteString spanId(long id) {
    return ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id).flip());
  }

  static long spanId(ByteString id) {
    return id.asReadOnlyByteBuffer().getLong();
  }
}
