package dev.vivace.distributor.otlp;

import com.github.luben.zstd.ZstdOutputStream;
import com.google.rpc.Status;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.xerial.snappy.SnappyFramedOutputStream;

/// A gRPC connection of a client that can compress in all our ways, and in none of ours.
final class GrpcClient implements AutoCloseable {

  private final ManagedChannel channel;

  GrpcClient(int port) {
    this(port, "");
  }

  /// With one compression that does nothing, whatever its name says.
  GrpcClient(int port, String lie) {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(compressor("gzip", GZIPOutputStream::new));
    compressors.register(compressor("deflate", DeflaterOutputStream::new));
    compressors.register(compressor("zstd", ZstdOutputStream::new));
    compressors.register(compressor("snappy", SnappyFramedOutputStream::new));
    compressors.register(compressor("lzma", out -> out));
    if (!lie.isEmpty()) {
      compressors.register(compressor(lie, out -> out));
    }
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .compressorRegistry(compressors)
            .build();
  }

  private interface Opening {
    OutputStream open(OutputStream out) throws IOException;
  }

  private static Compressor compressor(String name, Opening opening) {
    return new Compressor() {
      @Override
      public String getMessageEncoding() {
        return name;
      }

      @Override
      public OutputStream compress(OutputStream out) throws IOException {
        return opening.open(out);
      }
    };
  }

  TraceServiceGrpc.TraceServiceBlockingStub traces() {
    return TraceServiceGrpc.newBlockingStub(channel);
  }

  ManagedChannel channel() {
    return channel;
  }

  /// Sends bytes as the message of `TraceService/Export` and returns the response's bytes.
  byte[] export(byte[] message, String compression, String... metadata) {
    return export(message, compression, new AtomicReference<>(), metadata);
  }

  byte[] export(
      byte[] message,
      String compression,
      AtomicReference<Metadata> responseHeaders,
      String... metadata) {
    Metadata headers = new Metadata();
    for (int i = 0; i < metadata.length; i += 2) {
      headers.put(Metadata.Key.of(metadata[i], Metadata.ASCII_STRING_MARSHALLER), metadata[i + 1]);
    }
    Channel decorated =
        ClientInterceptors.intercept(
            channel,
            MetadataUtils.newAttachHeadersInterceptor(headers),
            MetadataUtils.newCaptureMetadataInterceptor(responseHeaders, new AtomicReference<>()));
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(TraceServiceGrpc.getExportMethod().getFullMethodName())
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    CallOptions options =
        compression == null
            ? CallOptions.DEFAULT
            : CallOptions.DEFAULT.withCompression(compression);
    return ClientCalls.blockingUnaryCall(decorated, method, options, message);
  }

  /// The `google.rpc.Status` that the error carries.
  static Status details(StatusRuntimeException e) throws IOException {
    byte[] details =
        e.getTrailers() == null
            ? null
            : e.getTrailers()
                .get(Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER));
    return details == null ? Status.getDefaultInstance() : Status.parseFrom(details);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {

    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
