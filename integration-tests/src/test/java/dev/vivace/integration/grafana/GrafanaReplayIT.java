package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.integration.grafana.GrafanaClient.Sender;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.TestRun;
import dev.vivace.model.proto.tempopb.QueryInstantResponse;
import dev.vivace.model.proto.tempopb.QueryRangeResponse;
import dev.vivace.model.proto.tempopb.SearchResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesResponse;
import dev.vivace.model.proto.tempopb.SearchTagValuesV2Response;
import dev.vivace.model.proto.tempopb.SearchTagsResponse;
import dev.vivace.model.proto.tempopb.SearchTagsV2Response;
import dev.vivace.model.proto.tempopb.Trace;
import dev.vivace.model.proto.tempopb.TraceByIDResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every request that Grafana sends over HTTP is answered, in the form that it reads: the requests
/// and the types of the answers are in `grafana/requests.txt`.
class GrafanaReplayIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String NOBODY = "0123456789abcdef0123456789abcdef";
  private static final String PROTOBUF = " protobuf";

  private static GrafanaFixture grafana;

  @BeforeAll
  static void startGrafana() {
    grafana = new GrafanaFixture(SERVERS);
  }

  @AfterAll
  static void closeGrafana() {
    grafana.close();
  }

  static Stream<List<String>> requests() throws IOException {
    return Files.readAllLines(TestRun.resource("grafana/requests.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> Arrays.asList(line.split("\t")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void aRequestIsAnsweredInTheFormThatGrafanaReads(List<String> request) {
    String type = request.get(0);
    String accept =
        type.endsWith(PROTOBUF) ? GrafanaClient.PROTOBUF : GrafanaClient.JSON; // The browser's own.
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String parameter : request.subList(3, request.size())) {
      String[] pair = filled(parameter).split("=", 2);
      parameters.put(pair[0], pair[1]);
    }
    Answer answer =
        grafana
            .client()
            .get(Sender.valueOf(request.get(1)), filled(request.get(2)), parameters, accept);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    if (type.equals("text")) {
      assertThat(answer.text()).isNotEmpty();
    } else {
      assertThat(answer.contentType()).startsWith(accept);
      assertIs(type, answer);
    }
  }

  private static void assertIs(String type, Answer answer) {
    switch (type) {
      case "build" ->
          assertThat(StrictJson.tree(answer.text()).path("version").asText()).isNotEmpty();
      case "batches" -> StrictJson.read(asTrace(answer.text()), Trace.getDefaultInstance());
      default -> {
        if (type.endsWith(PROTOBUF)) {
          assertParses(type.substring(0, type.length() - PROTOBUF.length()), answer.body());
        } else {
          StrictJson.read(answer.text(), message(type));
        }
      }
    }
  }

  private static void assertParses(String type, byte[] body) {
    try {
      Message message = message(type).getParserForType().parseFrom(body);
      assertThat(message.getUnknownFields().asMap()).isEmpty();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no " + type, e);
    }
  }

  private static Message message(String type) {
    return switch (type) {
      case "TraceByIDResponse" -> TraceByIDResponse.getDefaultInstance();
      case "Trace" -> Trace.getDefaultInstance();
      case "QueryRangeResponse" -> QueryRangeResponse.getDefaultInstance();
      case "QueryInstantResponse" -> QueryInstantResponse.getDefaultInstance();
      case "SearchResponse" -> SearchResponse.getDefaultInstance();
      case "SearchTagsResponse" -> SearchTagsResponse.getDefaultInstance();
      case "SearchTagsV2Response" -> SearchTagsV2Response.getDefaultInstance();
      case "SearchTagValuesResponse" -> SearchTagValuesResponse.getDefaultInstance();
      case "SearchTagValuesV2Response" -> SearchTagValuesV2Response.getDefaultInstance();
      default -> throw new IllegalArgumentException("requests.txt: unknown type " + type);
    };
  }

  /// The first version's one difference: it calls the envelopes batches.
  private static String asTrace(String json) {
    ObjectNode tree = (ObjectNode) StrictJson.tree(json);
    JsonNode batches = tree.remove("batches");
    assertThat(batches).isNotEmpty();
    return tree.set("resourceSpans", batches).toString();
  }

  private static String filled(String text) {
    long start = grafana.traces().start().getEpochSecond();
    return text.replace("{checkout}", ShopTraces.CHECKOUT)
        .replace("{bare}", ShopTraces.BARE)
        .replace("{orphan}", ShopTraces.ORPHAN)
        .replace("{nobody}", NOBODY)
        .replace("{start}", Long.toString(start - 60))
        .replace("{day}", Long.toString(start - 86_400))
        .replace("{end}", Long.toString(start + 300));
  }

  @Test
  void theBuildIsOfTemposGenerationsSoThatOlderVersionsSwitchEverythingOn() {
    JsonNode build =
        StrictJson.tree(
            grafana
                .client()
                .get(Sender.BROWSER, "/api/status/buildinfo", Map.of(), GrafanaClient.JSON)
                .text());

    assertThat(build.propertyStream().map(Map.Entry::getKey))
        .containsExactlyInAnyOrder(
            "version", "revision", "branch", "buildUser", "buildDate", "goVersion");
    assertThat(build.path("version").asText()).matches("3\\.\\d+\\.\\d+");
  }

  @Test
  void echoNeedsNoTenant() {
    Answer answer = grafana.client().plain("/api/echo");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text().strip()).isEqualTo("echo");
  }

  @Test
  void theTenantIsAskedForInPlainText() {
    Answer answer = grafana.client().plain("/api/search?q=%7B%7D");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text().strip()).isEqualTo("no org id");
    assertThat(answer.contentType()).startsWith("text/plain");
  }

  @Test
  void theNameOfTheHeaderMayHaveAnyCase() {
    Answer answer = grafana.client().plain("/api/search?q=%7B%7D", "x-SCOPE-orgid", "shop");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(StrictJson.tree(answer.text()).path("traces")).isNotEmpty();
  }

  @Test
  void whatNobodyKnowsIsIgnored() {
    Answer answer = grafana.client().json("/api/search", Map.of("q", "{}", "sampling", "7"));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void answersArePackedForThoseWhoAskForIt() {
    assertThat(grafana.client().search("{}").wasGzip()).isTrue();
    assertThat(grafana.client().plain("/api/echo").wasGzip()).isFalse();
  }
}
