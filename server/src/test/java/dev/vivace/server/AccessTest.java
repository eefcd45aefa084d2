package dev.vivace.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.model.proto.tempopb.SearchTagsRequest;
import dev.vivace.model.proto.tempopb.StreamingQuerierGrpc;
import dev.vivace.server.access.Access;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.pages.BuildInfo;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every route of the API needs of who asks: all of them, and nobody comes in by another way.
class AccessTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final List<String> PRINCIPALS =
      List.of("nobody", "stranger", "writer", "reader", "watcher", "admin");

  private static Wiring wiring;
  private static Application application;

  @BeforeAll
  static void start(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("vivace.yaml"),
            """
            multitenancy_enabled: true
            server: { http_listen_port: 0, grpc_listen_port: 0 }
            distributor: { receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } } }
            storage:
              trace:
                local: { path: %1$s/blocks }
                wal: { path: %1$s/wal }
            overrides: { user_configurable_overrides: { enabled: true } }
            auth:
              principals:
                writer: { token: %2$s-writer, tenants: ["*"], scopes: [write] }
                reader: { token: %2$s-reader, tenants: [acme], scopes: [read] }
                watcher: { token: %2$s-watcher, tenants: ["*"], scopes: [read] }
                admin: { token: %2$s-admin, tenants: ["*"], scopes: [admin] }
            """
                .formatted(folder, TOKEN));
    Problems problems = new Problems();
    VivaceConfig config =
        new ConfigLoader(Map.of(), problems)
            .load(CommandLine.parse(List.of("--config.file=" + file), problems));
    assertThat(problems.errors()).isEmpty();
    assertThat(problems.warnings()).isEmpty();
    wiring = new Wiring(config, BuildInfo.load());
    application = wiring.application();
    application.start();
  }

  private static final String TOKEN = "a-token-of-this-test";

  @AfterAll
  static void stop() {
    assertThat(application.stop()).isTrue();
  }

  private static Map<String, Access> table() throws IOException {
    Map<String, Access> table = new LinkedHashMap<>();
    try (InputStream in = AccessTest.class.getResourceAsStream("/access.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .forEach(
              line -> {
                int colon = line.lastIndexOf(": ");
                table.put(line.substring(0, colon), Access.valueOf(line.substring(colon + 2)));
              });
    }
    return table;
  }

  static Stream<String> routes() throws IOException {
    return table().keySet().stream();
  }

  private static int port(String protocol) {
    return application.listeners().stream()
        .filter(listener -> listener.protocol().equals(protocol))
        .findFirst()
        .orElseThrow()
        .address()
        .getPort();
  }

  private static HttpResponse<String> send(
      String method, String path, String who, String... tenants) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(port("HTTP API"), path)))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!who.equals("nobody")) {
      request.header("authorization", "Bearer %s-%s".formatted(TOKEN, who));
    }
    for (String tenant : tenants) {
      request.header("x-scope-orgid", tenant);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theTableHasEveryRouteAndNoOther() throws IOException {
    assertThat(wiring.access()).containsExactlyInAnyOrderEntriesOf(table());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("routes")
  void eachRouteAdmitsWhomItShould(String route) throws Exception {
    Access access = table().get(route);
    String[] parts = route.split(" ", 2);
    String method = parts[0].equals("*") ? "GET" : parts[0];
    String path =
        parts[1]
            .replace("{traceID}", "1")
            .replace("{name...}", "x/values")
            .replace("{tenant}", "acme");
    for (String who : PRINCIPALS) {
      HttpResponse<String> response = send(method, path, who, "acme");
      int refused = refusal(access, who);
      if (refused == 0) {
        assertThat(response.statusCode()).as(who).isNotIn(401, 403);
      } else {
        assertThat(response.statusCode()).as(who).isEqualTo(refused);
        assertThat(response.headers().firstValue("www-authenticate").isPresent())
            .isEqualTo(refused == 401);
      }
    }
  }

  /// The status of a refusal; 0 if there is none.
  private static int refusal(Access access, String who) {
    if (access == Access.OPEN) {
      return 0;
    }
    boolean admitted =
        switch (who) {
          case "reader" -> access == Access.READ;
          case "watcher" -> access == Access.READ || access == Access.OPERATE;
          case "admin" -> access == Access.OPERATE || access == Access.ADMIN;
          default -> false;
        };
    boolean unknown = who.equals("nobody") || who.equals("stranger");
    return admitted ? 0 : unknown ? 401 : 403;
  }

  @ParameterizedTest
  @ValueSource(strings = {"/none", "/api/none", "/ready/", "//ready", "/debug/pprof", "/%72eady"})
  void whatIsNoRouteTellsNothingToStrangers(String path) throws Exception {
    assertThat(send("GET", path, "nobody").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "acme,            200",
    "acme|acme,       200",
    "acme:a=b,        200",
    "blue,            403",
    "acme|blue,       403",
    "blue:acme,       403",
    "acme:x|blue,     403",
    "ACME,            403",
    "*,               403",
    "'acme ',         200",
  })
  void tenantsThatAreNotThePrincipalsAreRefused(String tenant, int status) throws Exception {
    assertThat(send("GET", "/api/search/tags", "reader", tenant).statusCode()).isEqualTo(status);
  }

  @Test
  void theOnlyTenantNeedNotBeNamedAndASecondHeaderDoesNotHelp() throws Exception {
    assertThat(send("GET", "/api/search/tags", "reader").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/api/search/tags", "watcher").statusCode()).isEqualTo(401);
    assertThat(send("GET", "/api/search/tags", "reader", "acme", "blue").statusCode())
        .isEqualTo(403);
  }

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "nobody,   acme,      UNAUTHENTICATED",
    "stranger, acme,      UNAUTHENTICATED",
    "writer,   acme,      PERMISSION_DENIED",
    "reader,   acme,      OK",
    "reader,   ,          OK",
    "reader,   blue,      PERMISSION_DENIED",
    "reader,   acme|blue, PERMISSION_DENIED",
    "watcher,  blue,      OK",
    "admin,    acme,      PERMISSION_DENIED",
  })
  void streamsAdmitWhomTheyShouldOnBothPorts(String who, String tenant, Status.Code code) {
    for (String protocol : List.of("gRPC API", "HTTP API")) {
      assertThat(stream(port(protocol), who, tenant)).as(protocol).isEqualTo(code);
    }
  }

  private static Status.Code stream(int port, String who, String tenant) {
    Metadata metadata = new Metadata();
    if (!who.equals("nobody")) {
      metadata.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer %s-%s".formatted(TOKEN, who));
    }
    if (tenant != null) {
      metadata.put(Metadata.Key.of("x-scope-orgid", Metadata.ASCII_STRING_MARSHALLER), tenant);
    }
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      StreamingQuerierGrpc.newBlockingStub(channel)
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
          .searchTags(SearchTagsRequest.getDefaultInstance())
          .forEachRemaining(answer -> assertThat(answer.isInitialized()).isTrue());
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void healthAsksNobody() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port("gRPC API")).usePlaintext().build();
    try {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .isInitialized())
          .isTrue();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void receiversAskToo() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d/v1/traces".formatted(port("OTLP over HTTP"))))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(401);
  }
}
