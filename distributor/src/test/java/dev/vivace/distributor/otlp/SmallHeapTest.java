package dev.vivace.distributor.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.vivace.model.bytes.ProtobufWriter;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A process with a heap of 128 MiB, of which one request may be 16 MiB and its columns 16 MiB,
/// gets the worst requests of that size. It exits at the first `OutOfMemoryError`.
class SmallHeapTest {

  private static final int REQUEST_BYTES = (16 << 20) - 4096;
  private static final int AT_ONCE = 3;

  private static Process server;
  private static URI httpUri;
  private static GrpcClient grpc;
  private static HttpClient http;

  /// Repeats its piece as the fields of one span, or of one scope.
  enum Hostile {
    MINIMAL_SPANS(false, span(new byte[0])),
    SPANS_WITHOUT_IDS(false, bytes(0x12, 0)),
    EMPTY_EVENTS(true, bytes(0x5A, 0)),
    EMPTY_LINKS(true, bytes(0x6A, 0)),
    EMPTY_ATTRIBUTES(true, bytes(0x4A, 0)),
    SPANS_OF_EMPTY_EVENTS(false, span(repeat(bytes(0x5A, 0), 1000))),
    SPANS_OF_EMPTY_LINKS(false, span(repeat(bytes(0x6A, 0), 1000))),
    SPANS_OF_EMPTY_ATTRIBUTES(false, span(repeat(bytes(0x4A, 0), 1000))),
    UNKNOWN_FIELDS_BETWEEN_OTHERS(true, bytes(0x88, 1, 0, 0x30, 0)),
    SPANS_OF_BAD_TEXT(false, span(attribute(repeat(bytes(0xFF), 2000))));

    private final boolean oneSpan;
    private final ByteString piece;

    Hostile(boolean oneSpan, byte[] piece) {
      this.oneSpan = oneSpan;
      this.piece = ByteString.copyFrom(piece);
    }

    byte[] request() {
      ProtobufWriter out = new ProtobufWriter(REQUEST_BYTES + 4096);
      int resource = out.begin(1);
      int scope = out.begin(2);
      int span = oneSpan ? out.begin(2) : 0;
      if (oneSpan) {
        byte[] ids = ids();
        out.writeRaw(ids, 0, ids.length);
      }
      byte[] repeated = piece.toByteArray();
      while (out.length() + repeated.length < REQUEST_BYTES) {
        out.writeRaw(repeated, 0, repeated.length);
      }
      if (oneSpan) {
        out.end(span);
      }
      out.end(scope);
      out.end(resource);
      return out.toByteArray();
    }

    private static byte[] bytes(int... values) {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        bytes[i] = (byte) values[i];
      }
      return bytes;
    }

    private static byte[] repeat(byte[] piece, int times) {
      byte[] repeated = new byte[piece.length * times];
      for (int i = 0; i < times; i++) {
        System.arraycopy(piece, 0, repeated, i * piece.length, piece.length);
      }
      return repeated;
    }

    private static byte[] ids() {
      return Span.newBuilder()
          .setTraceId(Requests.bytes(Requests.TRACE_ID))
          .setSpanId(Requests.bytes(Requests.SPAN_ID))
          .build()
          .toByteArray();
    }

    private static byte[] span(byte[] fields) {
      ProtobufWriter out = new ProtobufWriter(64);
      int span = out.begin(2);
      byte[] ids = ids();
      out.writeRaw(ids, 0, ids.length);
      out.writeRaw(fields, 0, fields.length);
      out.end(span);
      return out.toByteArray();
    }

    private static byte[] attribute(byte[] text) {
      ProtobufWriter out = new ProtobufWriter(64);
      int attribute = out.begin(9);
      int value = out.begin(2);
      out.writeBytesField(1, text, 0, text.length);
      out.end(value);
      out.end(attribute);
      return out.toByteArray();
    }
  }

  @BeforeAll
  static void start() throws IOException {
    server =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Xmn24m",
                "-XX:PretenureSizeThreshold=32768",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapServer.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
    grpc = new GrpcClient(Integer.parseInt(out.readLine()));
    httpUri = URI.create("http://127.0.0.1:" + out.readLine() + "/v1/traces");
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() throws Exception {
    grpc.close();
    http.close();
    server.getOutputStream().close();
    if (!server.waitFor(15, TimeUnit.SECONDS)) {
      server.destroyForcibly();
    }
    assertThat(server.exitValue()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aHostileRequestIsRefusedForGoodAndTheNextIsTaken(Hostile hostile) throws Exception {
    byte[] request = hostile.request();

    assertThat(post(request, "application/x-protobuf").get(30, TimeUnit.SECONDS).statusCode())
        .isEqualTo(413);
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, () -> grpc.export(request, null));
    assertThat(refused.getMessage())
        .startsWith("RESOURCE_EXHAUSTED")
        .endsWith("send smaller batches");
    assertThat(GrpcClient.details(refused).getDetailsList()).isEmpty();
    assertThatAnOrdinaryRequestIsTaken();
  }

  @ParameterizedTest
  @EnumSource(names = {"MINIMAL_SPANS", "EMPTY_EVENTS", "SPANS_OF_BAD_TEXT"})
  void severalHostileRequestsAtOnceAreTooLargeOrToldToComeBack(Hostile hostile) throws Exception {
    byte[] request = hostile.request();
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      answers.add(post(request, "application/x-protobuf"));
    }

    for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS).statusCode()).isIn(413, 503);
    }
    assertThatAnOrdinaryRequestIsTaken();
  }

  @Test
  void emptyEventsInJsonAreRefusedToo() throws Exception {
    byte[] json = new byte[REQUEST_BYTES];
    byte[] head =
        "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%s\",\"spanId\":\"%s\",\"events\":[{}"
            .formatted(Requests.TRACE_ID, Requests.SPAN_ID)
            .getBytes(StandardCharsets.UTF_8);
    byte[] tail = "]}]}]}]}".getBytes(StandardCharsets.UTF_8);
    Arrays.fill(json, (byte) ' ');
    System.arraycopy(head, 0, json, 0, head.length);
    int at = head.length;
    for (; at + 3 < json.length - tail.length; at += 3) {
      json[at] = ',';
      json[at + 1] = '{';
      json[at + 2] = '}';
    }
    System.arraycopy(tail, 0, json, at, tail.length);

    assertThat(post(json, "application/json").get(30, TimeUnit.SECONDS).statusCode())
        .isEqualTo(413);
    assertThatAnOrdinaryRequestIsTaken();
  }

  private static void assertThatAnOrdinaryRequestIsTaken() throws Exception {
    byte[] ordinary = Requests.request(Requests.span("x")).toByteArray();
    assertThat(post(ordinary, "application/x-protobuf").get(30, TimeUnit.SECONDS).statusCode())
        .isEqualTo(200);
  }

  private static CompletableFuture<HttpResponse<byte[]>> post(byte[] body, String type) {
    HttpRequest request =
        HttpRequest.newBuilder(httpUri)
            .header("content-type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
  }
}
