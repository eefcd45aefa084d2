package dev.vivace.transport.http;

import dev.vivace.transport.InFlightBytes;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// Takes the messages of one call out of its bytes: `compressed:u8 length:u32
/// message:byte[length]`, big-endian.
///
/// Source: gRPC over HTTP2, "Length-Prefixed-Message".
final class GrpcMessageReader {

  /// A call broke the rules; the status says how.
  static final class InvalidMessageException extends Exception {

    private final int status;

    InvalidMessageException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  static final int RESOURCE_EXHAUSTED = 8;
  static final int UNIMPLEMENTED = 12;
  static final int INTERNAL = 13;
  static final int UNAVAILABLE = 14;

  private static final int PREFIX_BYTES = 5;

  private static final int EAGER_BYTES = 64 << 10;
  private static final byte[] NOTHING = new byte[0];

  private final InFlightBytes budget;
  private final int maxBytes;
  private final boolean gzip;
  private final byte[] prefix = new byte[PREFIX_BYTES];
  private int prefixBytes;
  private byte[] message = NOTHING;
  private int messageBytes;
  private int length;
  private long acquiredBytes;

  /// @param budget holds a message's declared length until the message is whole
  /// @param gzip whether compressed messages are; otherwise there may be none
  GrpcMessageReader(InFlightBytes budget, int maxBytes, boolean gzip) {
    this.budget = budget;
    this.maxBytes = maxBytes;
    this.gzip = gzip;
  }

  /// Reads on; empty if the message is not complete yet.
  Optional<byte[]> read(ByteBuf in) throws InvalidMessageException {
    if (prefixBytes < PREFIX_BYTES) {
      int size = Math.min(PREFIX_BYTES - prefixBytes, in.readableBytes());
      in.readBytes(prefix, prefixBytes, size);
      prefixBytes += size;
      if (prefixBytes < PREFIX_BYTES) {
        return Optional.empty();
      }
      begin();
    }
    int size = Math.min(length - messageBytes, in.readableBytes());
    if (messageBytes + size > message.length) {
      // Memory follows the bytes: declaring many is free for the caller.
      int roomy = Math.max(messageBytes + size, (int) Math.min(length, message.length * 2L));
      message = Arrays.copyOf(message, roomy);
    }
    in.readBytes(message, messageBytes, size);
    messageBytes += size;
    return messageBytes < length ? Optional.empty() : Optional.of(complete());
  }

  private void begin() throws InvalidMessageException {
    length = checkedLength();
    if (!budget.tryAcquire(length)) {
      throw new InvalidMessageException(
          UNAVAILABLE,
          "busy: requests in flight fill the budget of %d bytes; try again"
              .formatted(budget.limitBytes()));
    }
    acquiredBytes = length;
    message = new byte[Math.min(length, EAGER_BYTES)];
    messageBytes = 0;
  }

  private byte[] complete() throws InvalidMessageException {
    byte[] plain = prefix[0] == 0 ? Arrays.copyOf(message, length) : inflate();
    prefixBytes = 0;
    release();
    return plain;
  }

  /// Lets go of what has come of a message.
  void release() {
    message = NOTHING;
    budget.release(acquiredBytes);
    acquiredBytes = 0;
  }

  /// Whether the bytes so far end with a whole message.
  boolean isBetweenMessages() {
    return prefixBytes == 0;
  }

  private int checkedLength() throws InvalidMessageException {
    if (prefix[0] != 0 && (prefix[0] != 1 || !gzip)) {
      throw new InvalidMessageException(
          UNIMPLEMENTED, "compressed message (known encodings: identity, gzip)");
    }
    long declared =
        (prefix[1] & 0xFFL) << 24
            | (prefix[2] & 0xFF) << 16
            | (prefix[3] & 0xFF) << 8
            | (prefix[4] & 0xFF);
    checkSize(declared);
    return (int) declared;
  }

  private void checkSize(long bytes) throws InvalidMessageException {
    if (bytes > maxBytes) {
      throw new InvalidMessageException(
          RESOURCE_EXHAUSTED,
          "message of %d bytes or more (limit server.grpc_server_max_recv_msg_size: %d)"
              .formatted(bytes, maxBytes));
    }
  }

  private byte[] inflate() throws InvalidMessageException {
    byte[] inflated;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(message, 0, length))) {
      inflated = in.readNBytes(maxBytes + 1);
    } catch (IOException e) {
      throw new InvalidMessageException(INTERNAL, "message is no gzip: " + e.getMessage());
    }
    checkSize(inflated.length);
    return inflated;
  }
}
