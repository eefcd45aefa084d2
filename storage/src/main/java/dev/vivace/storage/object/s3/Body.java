package dev.vivace.storage.object.s3;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// What came of an object, checked to be as long as it must be.
///
/// @param bytes empty if the object is shorter or longer than asked for
/// @param objectBytes the size of the whole object
record Body(Optional<ByteBuffer> bytes, long objectBytes) {

  /// Takes a range.
  static Body range(GetObjectResponse response, AbortableInputStream in, long offset, int length)
      throws IOException {
    long size = wholeSize(response.contentRange(), offset);
    if (size < offset + length) {
      in.abort();
      return new Body(Optional.empty(), size);
    }
    return new Body(Optional.of(readExactly(in, length)), size);
  }

  /// Takes a whole object, unless it is longer than allowed.
  static Body whole(GetObjectResponse response, AbortableInputStream in, int maxBytes)
      throws IOException {
    long size = response.contentLength();
    if (size > maxBytes) {
      in.abort();
      return new Body(Optional.empty(), size);
    }
    return new Body(Optional.of(readExactly(in, (int) size)), size);
  }

  private static ByteBuffer readExactly(AbortableInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int read = in.readNBytes(bytes, 0, length);
    if (read < length) {
      throw new EOFException("the answer ended after %d of %d bytes".formatted(read, length));
    }
    return ByteBuffer.wrap(bytes);
  }

  /// `bytes 0-99/1234` says that the object has 1234.
  private static long wholeSize(@Nullable String range, long offset) throws IOException {
    String start = "bytes " + offset + "-";
    int slash = range == null ? -1 : range.lastIndexOf('/');
    if (range == null || slash < 0 || !range.startsWith(start)) {
      throw new IOException(
          "the store answered range '%s' (expected: '%s…/size')".formatted(range, start));
    }
    try {
      return Long.parseLong(range.substring(slash + 1));
    } catch (NumberFormatException e) {
      throw new IOException("the store answered range '%s'".formatted(range), e);
    }
  }
}
