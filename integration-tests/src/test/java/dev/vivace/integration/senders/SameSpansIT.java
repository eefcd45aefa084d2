package dev.vivace.integration.senders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.vivace.integration.client.Command;
import dev.vivace.integration.client.Toolchain;
import dev.vivace.integration.compare.SentSpan;
import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.process.TestRun;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.senders.PlainSpan.Losses;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// OpenTelemetry's exporters to Jaeger and to Zipkin, each with an SDK of its release: one set of
/// spans is sent by OTLP and by the exporter, and what comes back is the same, up to what those
/// formats and exporters cannot carry.
@Tag("client")
class SameSpansIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final Path PROGRAMS = TestRun.resource("clients/same-spans");
  private static final String JAEGER = "distributor.receivers.jaeger.protocols.";
  private static final Duration RUN_DEADLINE = Duration.ofSeconds(90);
  private static final int SPANS = 5;
  private static final AtomicLong TRACES = new AtomicLong();

  private static final int ZIPKIN_PORT = FreePorts.next();
  private static final int GRPC_PORT = FreePorts.next();
  private static final int THRIFT_PORT = FreePorts.next();

  private static VivaceProcess server;
  private static TraceClient client;

  @BeforeAll
  static void start() {
    server =
        SERVERS.start(
            Settings.unlimited()
                .with("distributor.receivers.zipkin.endpoint", "127.0.0.1:" + ZIPKIN_PORT)
                .with(JAEGER + "grpc.endpoint", "127.0.0.1:" + GRPC_PORT)
                .with(JAEGER + "thrift_http.endpoint", "127.0.0.1:" + THRIFT_PORT));
    client = new TraceClient(server.http());
  }

  @AfterAll
  static void close() {
    client.close();
  }

  /// An exporter.
  enum Way {
    JAVA_TO_ZIPKIN,
    JAVA_TO_JAEGER_GRPC,
    JAVA_TO_JAEGER_THRIFT,
    PYTHON_TO_ZIPKIN_JSON,
    PYTHON_TO_ZIPKIN_PROTO,
    JAVASCRIPT_TO_ZIPKIN;

    private int port() {
      return switch (this) {
        case JAVA_TO_JAEGER_GRPC -> GRPC_PORT;
        case JAVA_TO_JAEGER_THRIFT -> THRIFT_PORT;
        case JAVA_TO_ZIPKIN, PYTHON_TO_ZIPKIN_JSON, PYTHON_TO_ZIPKIN_PROTO, JAVASCRIPT_TO_ZIPKIN ->
            ZIPKIN_PORT;
      };
    }

    private Losses losses() {
      boolean isJavascript = this == JAVASCRIPT_TO_ZIPKIN;
      return new Losses(this != JAVA_TO_ZIPKIN, !isJavascript, !isJavascript);
    }

    private boolean keepsLinks() {
      return this == JAVA_TO_JAEGER_GRPC || this == JAVA_TO_JAEGER_THRIFT;
    }

    private void send(boolean byOtlp, String... arguments) {
      switch (this) {
        case JAVA_TO_ZIPKIN -> java("zipkin", "ToZipkin", byOtlp, arguments);
        case JAVA_TO_JAEGER_GRPC -> java("jaeger", "ToJaeger", byOtlp, arguments);
        case JAVA_TO_JAEGER_THRIFT -> java("jaeger-thrift", "ToJaegerThrift", byOtlp, arguments);
        case PYTHON_TO_ZIPKIN_JSON -> python("json", byOtlp ? "otlp" : "json", arguments);
        case PYTHON_TO_ZIPKIN_PROTO ->
            python(byOtlp ? "json" : "proto", byOtlp ? "otlp" : "proto", arguments);
        case JAVASCRIPT_TO_ZIPKIN -> javascript(byOtlp ? "otlp" : "zipkin", arguments);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSameSpansComeBackWhicheverWayTheyWent(Way way) {
    long start = Instant.now().getEpochSecond() - 60;
    List<SentSpan> byOtlp = sent(way, true, server.otlpHttp().toString(), start);
    List<SentSpan> byExporter = sent(way, false, "http://127.0.0.1:" + way.port(), start);

    assertThat(plain(byExporter, way)).containsExactlyInAnyOrderElementsOf(plain(byOtlp, way));
    if (way.keepsLinks()) {
      assertThat(linkedSpans(byExporter)).isEqualTo(linkedSpans(byOtlp)).hasSize(1);
    }
  }

  private static List<PlainSpan> plain(List<SentSpan> spans, Way way) {
    return spans.stream().map(span -> PlainSpan.of(span, way.losses())).toList();
  }

  private static List<ByteString> linkedSpans(List<SentSpan> spans) {
    return spans.stream()
        .flatMap(span -> span.span().getLinksList().stream())
        .map(Span.Link::getSpanId)
        .toList();
  }

  private static List<SentSpan> sent(Way way, boolean byOtlp, String url, long startSeconds) {
    ByteString traceId =
        ByteString.copyFrom(
            ByteBuffer.allocate(16).putLong(7).putLong(TRACES.incrementAndGet()).flip());
    way.send(byOtlp, url, TraceClient.hex(traceId), Long.toString(startSeconds));
    String path = "/api/v2/traces/" + TraceClient.hex(traceId);
    await("all spans")
        .atMost(RUN_DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                client.get(path, "application/protobuf").statusCode() == 200
                    && SentSpan.of(client.byId(traceId)).size() == SPANS);
    return SentSpan.of(client.byId(traceId));
  }

  private static void java(String libraries, String program, boolean byOtlp, String[] arguments) {
    Path folder = PROGRAMS.resolve("java");
    Path jars = Toolchain.java(folder.resolve(libraries + "-pom.xml"));
    run(
        folder,
        Map.of(),
        arguments,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "--class-path",
        jars + "/*",
        program + ".java",
        byOtlp ? "otlp" : "other");
  }

  private static void python(String environment, String format, String[] arguments) {
    Path folder = PROGRAMS.resolve("python");
    Path installed = Toolchain.python(folder.resolve(environment + "-requirements.txt"));
    run(
        folder,
        Map.of("PYTHONDONTWRITEBYTECODE", "1"),
        arguments,
        installed.resolve("venv/bin/python").toString(),
        "same_spans.py",
        format);
  }

  private static void javascript(String format, String[] arguments) {
    Path folder = PROGRAMS.resolve("javascript");
    Path modules = Toolchain.node(folder.resolve("package.json")).resolve("node_modules");
    run(
        folder,
        Map.of("NODE_PATH", modules.toString()),
        arguments,
        "node",
        "same-spans.js",
        format);
  }

  private static void run(
      Path folder, Map<String, String> environment, String[] arguments, String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(List.of(arguments));
    Command.run(folder, environment, RUN_DEADLINE, words);
  }
}
