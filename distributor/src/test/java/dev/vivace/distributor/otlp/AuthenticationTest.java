package dev.vivace.distributor.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.vivace.distributor.DoorConfig;
import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.HttpReceiverConfig;
import dev.vivace.distributor.JaegerConfig;
import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.jaeger.JaegerTransport;
import dev.vivace.transport.auth.AuthConfig;
import dev.vivace.transport.auth.AuthConfig.PrincipalConfig;
import dev.vivace.transport.auth.Authenticator;
import dev.vivace.transport.auth.Scope;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may send what to which tenant, at every receiver over TCP.
class AuthenticationTest {

  private static final String HOST = "127.0.0.1";

  // Of 'U*U', from the test vectors of crypt_blowfish 1.3.
  private static final String HASH = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  private static Running running;
  private static GrpcClient grpc;
  private static HttpClient http;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    Path users = Files.writeString(folder.resolve("users"), "ann:" + HASH + "\n");
    Running.Settings settings = new Running.Settings();
    settings.multitenancy = true;
    settings.dropOthers = true;
    settings.jaeger =
        new JaegerConfig(
            GrpcReceiverConfig.of(HOST, 0), new JaegerConfig.Http(HOST, 0), null, null);
    settings.zipkin = ZipkinReceiverConfig.of(HOST, 0);
    settings.authenticator =
        Authenticator.start(
            new AuthConfig(
                Map.of(
                    "agent", principal("agent", Scope.WRITE, "acme"),
                    "two", principal("two", Scope.WRITE, "acme", "blue"),
                    "all", principal("all", Scope.WRITE, "*"),
                    "reader", principal("reader", Scope.READ, "*"),
                    "ann", new PrincipalConfig(Set.of(Scope.WRITE), Set.of("acme"), "", null)),
                users),
            Duration.ZERO,
            new SimpleMeterRegistry());
    running = settings.start();
    grpc = new GrpcClient(running.distributor.grpcPort().orElseThrow());
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    grpc.close();
    http.shutdownNow();
    running.close();
  }

  private static PrincipalConfig principal(String name, Scope scope, String... tenants) {
    return new PrincipalConfig(Set.of(scope), Set.of(tenants), token(name), null);
  }

  private static String token(String name) {
    return "a-token-of-the-principal-" + name;
  }

  /// Headers as names and values in turn.
  private static String[] headers(String who, String tenant) {
    List<String> headers = new ArrayList<>();
    if (who.startsWith("basic ")) {
      byte[] login = who.substring("basic ".length()).getBytes(StandardCharsets.UTF_8);
      headers.addAll(
          List.of("authorization", "Basic " + Base64.getEncoder().encodeToString(login)));
    } else if (!who.equals("nobody")) {
      headers.addAll(List.of("authorization", "Bearer " + token(who)));
    }
    if (tenant != null) {
      headers.addAll(List.of("x-scope-orgid", tenant));
    }
    return headers.toArray(String[]::new);
  }

  private static int statusOfHttp(String who, String tenant) throws Exception {
    List<String> headers = new ArrayList<>(List.of("content-type", "application/x-protobuf"));
    headers.addAll(List.of(headers(who, tenant)));
    HttpResponse<byte[]> response =
        running.post(
            Requests.request(Requests.span("x")).toByteArray(), headers.toArray(String[]::new));
    assertThat(response.headers().firstValue("www-authenticate").isPresent())
        .isEqualTo(response.statusCode() == 401);
    return response.statusCode();
  }

  private static Status.Code statusOfGrpc(String who, String tenant) {
    try {
      grpc.export(Requests.request(Requests.span("x")).toByteArray(), null, headers(who, tenant));
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  @ParameterizedTest(name = "{0} with tenant {1}: {2}, {3}")
  @CsvSource({
    "nobody,        acme,      401, UNAUTHENTICATED",
    "stranger,      acme,      401, UNAUTHENTICATED",
    "agent,         ,          200, OK",
    "agent,         acme,      200, OK",
    "agent,         acme|acme, 200, OK",
    "agent,         acme:x=y,  200, OK",
    "agent,         blue,      403, PERMISSION_DENIED",
    "agent,         acme|blue, 400, INVALID_ARGUMENT",
    "agent,         ../acme,   400, INVALID_ARGUMENT",
    "two,           ,          401, UNAUTHENTICATED",
    "two,           blue,      200, OK",
    "two,           green,     403, PERMISSION_DENIED",
    "all,           ,          401, UNAUTHENTICATED",
    "all,           green,     200, OK",
    "reader,        acme,      403, PERMISSION_DENIED",
    "basic ann:U*U, ,          200, OK",
    "basic ann:U*V, ,          401, UNAUTHENTICATED",
    "basic bob:U*U, ,          401, UNAUTHENTICATED",
  })
  void sendersAreLetInWithTenantsThatTheyMayUse(
      String who, String tenant, int status, Status.Code code) throws Exception {
    int before = running.intake.appended().size();
    assertThat(statusOfHttp(who, tenant)).isEqualTo(status);
    assertThat(statusOfGrpc(who, tenant)).isEqualTo(code);
    assertThat(running.intake.appended()).hasSize(before + (status == 200 ? 2 : 0));
    if (status == 200 && tenant == null) {
      assertThat(running.intake.appended().getLast().tenant().value()).isEqualTo("acme");
    }
  }

  private static HttpResponse<String> post(int port, String path, String type, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://%s:%d%s".formatted(HOST, port, path)))
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofString("[]"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void zipkinAsksToo() throws Exception {
    int port = running.distributor.zipkinPort().orElseThrow();
    String path = "/api/v2/spans";
    HttpResponse<String> refused = post(port, path, "application/json");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("www-authenticate")).isPresent();
    assertThat(post(port, path, "application/json", headers("agent", null)).statusCode())
        .isEqualTo(202);
    assertThat(post(port, path, "application/json", headers("reader", "acme")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void jaegerAsksToo() throws Exception {
    int port = running.distributor.jaegerPort(JaegerTransport.THRIFT_HTTP).orElseThrow();
    assertThat(post(port, "/api/traces", "application/x-thrift").statusCode()).isEqualTo(401);
    assertThat(
            post(port, "/api/traces", "application/x-thrift", headers("agent", null)).statusCode())
        .as("no Thrift, but let in")
        .isEqualTo(400);
    try (GrpcClient jaeger =
        new GrpcClient(running.distributor.jaegerPort(JaegerTransport.GRPC).orElseThrow())) {
      assertThatThrownBy(() -> call(jaeger.channel(), "jaeger.api_v2.CollectorService/PostSpans"))
          .hasMessageStartingWith("UNAUTHENTICATED");
    }
  }

  @Test
  void otherSignalsAreNotDroppedForAnybody() throws Exception {
    assertThatThrownBy(
            () -> call(grpc.channel(), "opentelemetry.proto.collector.logs.v1.LogsService/Export"))
        .hasMessageStartingWith("UNAUTHENTICATED");
    int port = running.distributor.httpPort().orElseThrow();
    assertThat(post(port, "/v1/logs", "application/json").statusCode()).isEqualTo(401);
    assertThat(post(port, "/v1/logs", "application/json", headers("agent", null)).statusCode())
        .isEqualTo(200);
  }

  private static void call(ManagedChannel channel, String method) {
    ClientCalls.blockingUnaryCall(
        channel,
        MethodDescriptor.<ExportTraceServiceRequest, ExportTraceServiceRequest>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(
                ProtoUtils.marshaller(ExportTraceServiceRequest.getDefaultInstance()))
            .setResponseMarshaller(
                ProtoUtils.marshaller(ExportTraceServiceRequest.getDefaultInstance()))
            .build(),
        CallOptions.DEFAULT,
        ExportTraceServiceRequest.getDefaultInstance());
  }

  @Test
  void healthAsksNobody() {
    assertThat(
            HealthGrpc.newBlockingStub(grpc.channel())
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void callsWithTokensGoOnWhileManyPasswordsAreChecked() throws Exception {
    List<ListenableFuture<?>> wrong = new ArrayList<>();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(HOST, running.distributor.grpcPort().orElseThrow())
            .usePlaintext()
            .build();
    try {
      for (int i = 0; i < 200; i++) {
        Metadata metadata = new Metadata();
        String[] headers = headers("basic ann:wrong" + i, null);
        metadata.put(Metadata.Key.of(headers[0], Metadata.ASCII_STRING_MARSHALLER), headers[1]);
        wrong.add(
            TraceServiceGrpc.newFutureStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
                .export(Requests.request(Requests.span("x"))));
      }
      assertThat(statusOfGrpc("agent", null)).isEqualTo(Status.Code.OK);
      for (var call : wrong) {
        assertThatThrownBy(call::get)
            .cause()
            .extracting(e -> Status.fromThrowable(e).getCode())
            .isIn(Status.Code.UNAUTHENTICATED, Status.Code.UNAVAILABLE);
      }
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void aReceiverThatDoesNotAskLetsEverybodyIn() throws Exception {
    Running.Settings settings = new Running.Settings();
    DoorConfig open = new DoorConfig(null, false);
    settings.grpc = GrpcReceiverConfig.of(HOST, 0).withDoor(open);
    settings.http = HttpReceiverConfig.of(HOST, 0).withDoor(open);
    settings.authenticator =
        Authenticator.start(
            new AuthConfig(Map.of("agent", principal("agent", Scope.WRITE, "acme")), null),
            Duration.ZERO,
            new SimpleMeterRegistry());
    try (Running trusting = settings.start();
        GrpcClient client = new GrpcClient(trusting.distributor.grpcPort().orElseThrow())) {
      byte[] request = Requests.request(Requests.span("x")).toByteArray();
      assertThat(client.export(request, null)).isEmpty();
      assertThat(trusting.post(request, "content-type", "application/x-protobuf").statusCode())
          .isEqualTo(200);
    }
  }
}
