package dev.vivace.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A frame as it is on the wire. Source: RFC 9113, section 4.1.
record Http2Frame(int type, int flags, int stream, byte[] payload) {

  static final int HEADERS = 1;
  static final int GO_AWAY = 7;
  private static final int RESET = 3;
  private static final int SETTINGS = 4;
  private static final int END_STREAM_AND_HEADERS = 0x5;
  private static final int HEADER_BYTES = 9;

  static Http2Frame settings() {
    return new Http2Frame(SETTINGS, 0, 0, new byte[0]);
  }

  /// `GET /` of host `x`, in HPACK's static table.
  static Http2Frame get(int stream) {
    byte[] headers = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'x'};
    return new Http2Frame(HEADERS, END_STREAM_AND_HEADERS, stream, headers);
  }

  static Http2Frame reset(int stream) {
    return new Http2Frame(RESET, 0, stream, new byte[] {0, 0, 0, 8});
  }

  byte[] encoded() {
    return ByteBuffer.allocate(HEADER_BYTES + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static Http2Frame readUntil(RawConnection connection, int type) throws IOException {
    while (true) {
      ByteBuffer header = ByteBuffer.wrap(connection.receive(HEADER_BYTES));
      int length = (header.get() & 0xff) << 16 | (header.getShort() & 0xffff);
      Http2Frame frame =
          new Http2Frame(header.get(), header.get(), header.getInt(), connection.receive(length));
      if (frame.type() == type) {
        return frame;
      }
    }
  }
}
