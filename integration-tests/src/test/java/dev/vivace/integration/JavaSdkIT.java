package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.integration.process.Servers;
import dev.vivace.integration.process.Settings;
import dev.vivace.integration.wire.RecordedRequest.Transport;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenTelemetry's Java SDK with its OTLP exporters.
@Tag("client")
class JavaSdkIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final Duration FLUSH_DEADLINE = Duration.ofSeconds(30);
  private static final SpanContext REMOTE =
      SpanContext.createFromRemoteParent(
          "0af7651916cd43dd8448eb211c80319c",
          "b7ad6b7169203331",
          TraceFlags.getSampled(),
          TraceState.builder().put("congo", "t61rcWkgMzE").put("rojo", "00f067aa").build());

  @ParameterizedTest(name = "over {0} with compression {1}")
  @CsvSource({"GRPC, none", "GRPC, gzip", "HTTP, none", "HTTP, gzip"})
  void everyKindOfSpanComesBackAsSent(Transport transport, String compression) {
    try (ClientFixture fixture = new ClientFixture(SERVERS.start(Settings.unlimited()))) {
      export(exporter(transport, compression, fixture));

      assertThat(fixture.proxy().accepted())
          .isNotEmpty()
          .allMatch(r -> r.transport() == transport)
          .allMatch(r -> r.isGzip() == compression.equals("gzip"));
      assertThat(fixture.sentSpans().size()).isEqualTo(4);
      fixture.assertComesBackAsSent();
    }
  }

  private static SpanExporter exporter(
      Transport transport, String compression, ClientFixture fixture) {
    return switch (transport) {
      case GRPC ->
          OtlpGrpcSpanExporter.builder()
              .setEndpoint("http://" + fixture.proxy().grpc())
              .setCompression(compression)
              .build();
      case HTTP ->
          OtlpHttpSpanExporter.builder()
              .setEndpoint(fixture.proxy().http() + "/v1/traces")
              .setCompression(compression)
              .build();
    };
  }

  private static void export(SpanExporter exporter) {
    Resource resource =
        Resource.getDefault().toBuilder()
            .put("service.name", "java-sdk")
            .put("process.pid", 4711L)
            .setSchemaUrl("https://opentelemetry.io/schemas/1.37.0")
            .build();
    try (SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()) {
      Tracer tracer =
          provider
              .tracerBuilder("dev.vivace.test")
              .setInstrumentationVersion("1.2.3")
              .setSchemaUrl("https://opentelemetry.io/schemas/1.30.0")
              .build();
      makeSpans(tracer);
      provider.forceFlush().join(FLUSH_DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static void makeSpans(Tracer tracer) {
    Span root =
        tracer
            .spanBuilder("GET /größe")
            .setNoParent()
            .setSpanKind(SpanKind.SERVER)
            .setAllAttributes(everyType())
            .addLink(REMOTE, Attributes.of(AttributeKey.stringKey("link.kind"), "follows"))
            .startSpan();
    Span child =
        tracer
            .spanBuilder("SELECT")
            .setParent(Context.root().with(root))
            .setSpanKind(SpanKind.CLIENT)
            .startSpan();
    child.addEvent("retry", Attributes.of(AttributeKey.longKey("attempt"), 2L));
    child.recordException(new IllegalStateException("the database is closed: 東京 🦀"));
    child.setStatus(StatusCode.ERROR, "closed");
    child.end();
    root.setStatus(StatusCode.OK);
    root.end();
    // Of another trace, which began elsewhere: it carries on that trace's state.
    Context remote = Context.root().with(Span.wrap(REMOTE));
    tracer
        .spanBuilder("consume")
        .setParent(remote)
        .setSpanKind(SpanKind.CONSUMER)
        .startSpan()
        .end();
    tracer.spanBuilder("").setParent(remote).setSpanKind(SpanKind.PRODUCER).startSpan().end();
  }

  private static Attributes everyType() {
    return Attributes.builder()
        .put("string", "東京 🦀 \"quoted\" \\")
        .put("empty", "")
        .put("long", Long.MIN_VALUE)
        .put("double", -0.0)
        .put("nan", Double.NaN)
        .put("boolean", false)
        .put("strings", "a", "", "ü")
        .put("longs", 1L, Long.MAX_VALUE)
        .put("doubles", 0.5, Double.POSITIVE_INFINITY)
        .put("booleans", true, false)
        .put(AttributeKey.stringArrayKey("nothing"))
        .build();
  }
}
