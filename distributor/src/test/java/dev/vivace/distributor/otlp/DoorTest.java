package dev.vivace.distributor.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivace.distributor.DoorConfig;
import dev.vivace.distributor.GrpcLimits;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.HttpReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.jaeger.JaegerTransport;
import dev.vivace.transport.tls.TlsConfig;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// TLS at every receiver over TCP, and what happens to clients that connect and say nothing.
class DoorTest {

  private static final String HOST = "127.0.0.1";
  private static final int SOCKET_TIMEOUT_MILLIS = 20_000;

  private final Running.Settings settings = new Running.Settings();

  private static X509Bundle authority() throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=authority")
        .setIsCertificateAuthority(true)
        .buildSelfSigned();
  }

  private static X509Bundle issue(X509Bundle authority) throws Exception {
    return new CertificateBuilder()
        .ecp256()
        .subject("CN=localhost")
        .addSanDnsName("localhost")
        .addSanIpAddress(HOST)
        .buildIssuedBy(authority);
  }

  private static DoorConfig door(Path folder, X509Bundle authority) throws Exception {
    X509Bundle server = issue(authority);
    return new DoorConfig(
        TlsConfig.of(
            Files.writeString(folder.resolve("cert.pem"), server.getCertificatePathPEM()),
            Files.writeString(folder.resolve("key.pem"), server.getPrivateKeyPEM()),
            Files.writeString(folder.resolve("ca.pem"), authority.getCertificatePEM())),
        true);
  }

  private static ManagedChannel channel(int port, X509Bundle authority, X509Bundle own)
      throws Exception {
    SslContextBuilder tls = GrpcSslContexts.forClient().trustManager(authority.getCertificate());
    if (own != null) {
      tls.keyManager(own.getKeyPair().getPrivate(), own.getCertificatePath());
    }
    return NettyChannelBuilder.forAddress("localhost", port).sslContext(tls.build()).build();
  }

  @Test
  void eachReceiverWantsACertificateIfItIsToldWhoSignsThem(@TempDir Path folder) throws Exception {
    X509Bundle authority = authority();
    DoorConfig door = door(folder, authority);
    settings.grpc = GrpcReceiverConfig.of(HOST, 0).withDoor(door);
    settings.http = HttpReceiverConfig.of(HOST, 0).withDoor(door);
    settings.zipkin = ZipkinReceiverConfig.of(HOST, 0).withDoor(door);
    settings.jaeger =
        new JaegerConfig(
            GrpcReceiverConfig.of(HOST, 0).withDoor(door),
            new JaegerConfig.Http(HOST, 0, door),
            null,
            null);
    try (Running running = settings.start()) {
      X509Bundle own = issue(authority);
      for (int port :
          List.of(
              running.distributor.grpcPort().orElseThrow(),
              running.distributor.jaegerPort(JaegerTransport.GRPC).orElseThrow())) {
        assertThat(isHealthy(port, authority, own)).isTrue();
        assertThat(isHealthy(port, authority, null)).isFalse();
      }
      assertThat(export(running, authority, own))
          .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
      for (int port :
          List.of(
              running.distributor.httpPort().orElseThrow(),
              running.distributor.zipkinPort().orElseThrow(),
              running.distributor.jaegerPort(JaegerTransport.THRIFT_HTTP).orElseThrow())) {
        assertThat(get(port, authority, own)).isIn(404, 405);
        assertThatThrownBy(() -> get(port, authority, null)).isInstanceOf(IOException.class);
      }
    }
  }

  private static boolean isHealthy(int port, X509Bundle authority, X509Bundle own)
      throws Exception {
    ManagedChannel channel = channel(port, authority, own);
    try {
      return HealthGrpc.newBlockingStub(channel)
          .check(HealthCheckRequest.getDefaultInstance())
          .isInitialized();
    } catch (StatusRuntimeException e) {
      return false;
    } finally {
      channel.shutdownNow();
    }
  }

  private static ExportTraceServiceResponse export(
      Running running, X509Bundle authority, X509Bundle own) throws Exception {
    ManagedChannel channel = channel(running.distributor.grpcPort().orElseThrow(), authority, own);
    try {
      return TraceServiceGrpc.newBlockingStub(channel).export(Requests.request(Requests.span("x")));
    } finally {
      channel.shutdownNow();
    }
  }

  private static int get(int port, X509Bundle authority, X509Bundle own) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
    context.init(keys, new TrustManager[] {authority.toTrustManager()}, null);
    try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:%d/x".formatted(port))).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
    return socket;
  }

  @Test
  void aClientOfTheGrpcPortThatSaysNothingIsSentAwayAndOthersStay() throws Exception {
    settings.grpc =
        GrpcReceiverConfig.of(HOST, 0)
            .withLimits(GrpcLimits.DEFAULT.withBeginTimeout(Duration.ofMillis(300)));
    try (Running running = settings.start();
        GrpcClient client = new GrpcClient(running.distributor.grpcPort().orElseThrow())) {
      byte[] request = Requests.request(Requests.span("x")).toByteArray();
      assertThat(client.export(request, null)).isEmpty();
      try (Socket silent = connect(running.distributor.grpcPort().orElseThrow());
          Socket half = connect(running.distributor.grpcPort().orElseThrow())) {
        half.getOutputStream().write("PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII));
        awaitEnd(silent);
        awaitEnd(half);
      }
      assertThat(client.export(request, null)).as("longer than that time").isEmpty();
      assertThat(running.metric("vivace_grpc_connections_silent_total")).isEqualTo(2);
    }
  }

  /// Until the server ends the connection; it may send its settings before.
  private static void awaitEnd(Socket socket) throws IOException {
    assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(1000);
  }

  @Test
  void aMessageThatTakesTooLongIsRefusedAndGivesBackWhatItHeld() throws Exception {
    settings.grpc =
        GrpcReceiverConfig.of(HOST, 0)
            .withLimits(GrpcLimits.DEFAULT.withMessageTimeout(Duration.ofMillis(400)));
    try (Running running = settings.start();
        GrpcClient client = new GrpcClient(running.distributor.grpcPort().orElseThrow())) {
      AtomicReference<Status> ended = new AtomicReference<>();
      CountDownLatch end = new CountDownLatch(1);
      ClientCall<ExportTraceServiceRequest, ExportTraceServiceResponse> call =
          client.channel().newCall(TraceServiceGrpc.getExportMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              ended.set(status);
              end.countDown();
            }
          },
          new Metadata());
      call.sendMessage(Requests.request(Requests.span("x"))); // And never says that it was all.

      assertThat(end.await(SOCKET_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(ended.get().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(ended.get().getDescription()).startsWith("the message was not complete after ");
      byte[] request = Requests.request(Requests.span("x")).toByteArray();
      assertThat(client.export(request, null)).isEmpty();
      await().untilAsserted(() -> assertThat(running.inFlightBytes()).isZero());
    }
  }

  @Test
  void connectionsBeyondTheLimitAreClosedAtOnce() throws Exception {
    settings.grpc =
        GrpcReceiverConfig.of(HOST, 0).withLimits(GrpcLimits.DEFAULT.withMaxConnections(2));
    try (Running running = settings.start()) {
      int port = running.distributor.grpcPort().orElseThrow();
      try (Socket first = connect(port);
          Socket second = connect(port);
          Socket third = connect(port)) {
        assertThat(isClosed(third)).isTrue();
        assertThat(first.isConnected() && second.isConnected()).isTrue();
        assertThat(running.metric("vivace_grpc_connections_refused_total")).isEqualTo(1);
        assertThat(running.metric("vivace_grpc_connections{")).isEqualTo(2);
      }
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes().length == 0;
    } catch (IOException e) {
      return e.getMessage().contains("reset");
    }
  }
}
