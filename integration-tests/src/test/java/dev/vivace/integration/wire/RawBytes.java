package dev.vivace.integration.wire;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// gRPC messages as the bytes they are.
enum RawBytes implements MethodDescriptor.Marshaller<byte[]> {
  INSTANCE;

  static final String EXPORT = "opentelemetry.proto.collector.trace.v1.TraceService/Export";

  /// A unary method whose messages are not looked at.
  static MethodDescriptor<byte[], byte[]> method(String fullName) {
    return MethodDescriptor.newBuilder(INSTANCE, INSTANCE)
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(fullName)
        .build();
  }

  @Override
  public InputStream stream(byte[] message) {
    return new ByteArrayInputStream(message);
  }

  @Override
  public byte[] parse(InputStream message) {
    try {
      return message.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a gRPC message broke off", e);
    }
  }
}
