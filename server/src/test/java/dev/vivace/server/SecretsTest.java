package dev.vivace.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.ConfigPrinter;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.VivaceConfig;
import dev.vivace.server.pages.BuildInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Canaries: secrets and the content of spans, looked for in everything that the process says.
class SecretsTest {

  private static final String CANARY = "canary";
  private static final String SPAN_CANARY = "magpie"; // Its sender may be told.
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  // Of 'U*U', from the test vectors of crypt_blowfish 1.3.
  private static final String HASH = "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @TempDir Path folder;

  private VivaceConfig load(Problems problems, String yaml, Map<String, String> environment)
      throws IOException {
    Path file = Files.writeString(folder.resolve("vivace.yaml"), yaml);
    return new ConfigLoader(environment, problems)
        .load(CommandLine.parse(List.of("--config.file=" + file), problems));
  }

  private VivaceConfig config() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "canary-s3-secret\n");
    Path users = Files.writeString(folder.resolve("users"), "ann:" + HASH + "\n");
    Path token = Files.writeString(folder.resolve("token"), "canary-token-of-a-file\n");
    String yaml =
        """
        server: { http_listen_port: 0, grpc_listen_port: 0 }
        distributor: { receivers: { otlp: { protocols: { http: { endpoint: 127.0.0.1:0 } } } } }
        storage:
          trace:
            local: { path: %1$s/blocks }
            wal: { path: %1$s/wal }
            s3: { access_key: "${KEY}", secret_key_file: %2$s, session_token: canary-session }
        overrides:
          defaults:
            metrics_generator: { remote_write_headers: { Authorization: canary-header } }
        auth:
          basic_file: %3$s
          principals:
            ann: { scopes: [read, write, admin] }
            inline: { token: canary-token-of-the-file, scopes: [read] }
            filed: { token_file: %4$s, scopes: [write, admin] }
        """
            .formatted(folder, secret, users, token);
    Problems problems = new Problems();
    VivaceConfig config = load(problems, yaml, Map.of("KEY", "canary-s3-key"));
    assertThat(problems.errors()).isEmpty();
    return config;
  }

  @Test
  void secretsOutOfFilesAndTheEnvironmentAreReadAndMasked() throws IOException {
    VivaceConfig config = config();
    assertThat(config.storage().trace().s3().secretKey().value()).isEqualTo("canary-s3-secret");
    assertThat(config.storage().trace().s3().accessKey().value()).isEqualTo("canary-s3-key");
    assertThat(ConfigPrinter.yaml(config)).contains("********").doesNotContain(CANARY);
    assertThat(config.toString()).doesNotContain(CANARY);
  }

  @Test
  void problemsWithSecretsDoNotQuoteThem() throws IOException {
    Problems problems = new Problems();
    load(
        problems,
        """
        storage:
          trace:
            s3: { secret_key: [canary-a], access_key: canary-b, access_key_file: nowhere }
        auth:
          principals:
            a: { token: canary-c, token_file: x }
            b: { tokn: canary-d }
        server: { http_tls_config: { key: canary-e } }
        """,
        Map.of());
    assertThat(problems.errors()).hasSizeGreaterThan(4);
    assertThat(String.join("\n", problems.errors())).doesNotContain(CANARY);
    assertThat(String.join("\n", problems.warnings())).doesNotContain(CANARY);
  }

  @Test
  void neitherSecretsNorTheContentOfSpansAreSaidAnywhere() throws Exception {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    List<String> said = new ArrayList<>();
    Wiring wiring = new Wiring(config(), BuildInfo.load());
    Application application = wiring.application();
    try {
      application.start();
      askForAll(wiring, application, said);
      sendAll(application, said);
    } finally {
      assertThat(application.stop()).isTrue();
      root.detachAppender(log);
    }
    List<String> logged = List.copyOf(log.list).stream().map(SecretsTest::text).toList();
    assertThat(logged).isNotEmpty().noneMatch(line -> line.contains(SPAN_CANARY));
    said.addAll(logged);
    assertThat(said).hasSizeGreaterThan(40).noneMatch(text -> text.contains(CANARY));
  }

  private static String text(ILoggingEvent event) {
    return "%s %s %s"
        .formatted(
            event.getFormattedMessage(),
            event.getKeyValuePairs(),
            event.getThrowableProxy() == null ? "" : event.getThrowableProxy().getMessage());
  }

  private static URI uri(Application application, String protocol, String path) {
    int port =
        application.listeners().stream()
            .filter(listener -> listener.protocol().equals(protocol))
            .findFirst()
            .orElseThrow()
            .address()
            .getPort();
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static void askForAll(Wiring wiring, Application application, List<String> said)
      throws Exception {
    List<String> paths =
        new ArrayList<>(List.of("/status/config?mode=diff", "/status/config?mode=defaults"));
    wiring
        .access()
        .keySet()
        .forEach(
            route ->
                paths.add(
                    route
                        .substring(route.indexOf(' ') + 1)
                        .replace("{traceID}", "1")
                        .replace("{name...}", "x/values")
                        .replace("{tenant}", "acme")));
    String ann =
        "Basic " + Base64.getEncoder().encodeToString("ann:U*U".getBytes(StandardCharsets.UTF_8));
    String wrong =
        "Basic "
            + Base64.getEncoder().encodeToString("canary:canary".getBytes(StandardCharsets.UTF_8));
    for (String path : paths) {
      for (String who : List.of(ann, wrong, "Bearer canary-wrong-token-xx", "canary")) {
        HttpRequest request =
            HttpRequest.newBuilder(uri(application, "HTTP API", path))
                .header("authorization", who)
                .build();
        said.add(body(request));
      }
    }
  }

  private static void sendAll(Application application, List<String> said) throws Exception {
    String span =
        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"magpie\"}}]},\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s\",\"spanId\":\"b7ad6b7169203331\",\"name\":\"magpie\",\"attributes\":[{\"key\":\"magpie\",\"value\":{\"stringValue\":\"magpie\"}}]}]}]}]}";
    for (String body :
        List.of(
            span.formatted("0af7651916cd43dd8448eb211c80319c"),
            span.formatted("00000000000000000000000000000000"),
            span.formatted("0af7651916cd43dd8448eb211c80319c").replace("]}]}]}", "magpie"),
            "[".repeat(10_000) + "\"magpie\"")) {
      HttpRequest request =
          HttpRequest.newBuilder(uri(application, "OTLP over HTTP", "/v1/traces"))
              .header("content-type", "application/json")
              .header("authorization", "Bearer canary-token-of-a-file")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      said.add(body(request));
    }
  }

  private static String body(HttpRequest request) throws Exception {
    HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.headers().map() + " " + response.body();
  }
}
