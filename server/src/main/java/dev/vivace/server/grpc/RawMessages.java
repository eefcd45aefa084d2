package dev.vivace.server.grpc;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Messages as their bytes.
final class RawMessages implements MethodDescriptor.Marshaller<byte[]> {

  static final RawMessages MARSHALLER = new RawMessages();

  private RawMessages() {}

  @Override
  public InputStream stream(byte[] message) {
    return new ByteArrayInputStream(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try (stream) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("reading a message in memory failed", e);
    }
  }
}
