package dev.vivace.distributor.grpc;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Marshallers that leave messages as bytes: the handler reads the request's stream itself, so that
/// it, and not the library, answers a stream that is too long or does not inflate.
final class RawBytes {

  private RawBytes() {}

  /// A unary method whose request is the stream of its bytes and whose response is bytes.
  static MethodDescriptor<InputStream, byte[]> unary(String service, String method) {
    return MethodDescriptor.<InputStream, byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
        .setRequestMarshaller(new StreamMarshaller())
        .setResponseMarshaller(new ArrayMarshaller())
        .build();
  }

  private static final class StreamMarshaller implements MethodDescriptor.Marshaller<InputStream> {

    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }

  private static final class ArrayMarshaller implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
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
}
