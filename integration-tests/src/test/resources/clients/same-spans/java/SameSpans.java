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
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// The same spans at every call, but for the trace's id: names and times are such that every format
/// can hold them.
public final class SameSpans {
  private SameSpans() {}

  static void send(String[] arguments, Function<String, SpanExporter> other) {
    String url = arguments[1];
    SpanExporter exporter =
        arguments[0].equals("otlp")
            ? OtlpHttpSpanExporter.builder().setEndpoint(url + "/v1/traces").build()
            : other.apply(url);
    Resource resource =
        Resource.create(
            Attributes.builder().put("service.name", "shop").put("host.arch", "amd64").build());
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource)
            .setIdGenerator(new Ids(arguments[2]))
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    makeSpans(
        provider.tracerBuilder("same.spans").setInstrumentationVersion("1.2.3").build(),
        Instant.ofEpochSecond(Long.parseLong(arguments[3])));
    check(provider.forceFlush());
    check(provider.shutdown());
  }

  private static void check(CompletableResultCode result) {
    if (!result.join(30, TimeUnit.SECONDS).isSuccess()) {
      throw new IllegalStateException("not sent");
    }
  }

  private static void makeSpans(Tracer tracer, Instant start) {
    SpanContext elsewhere =
        SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c",
            "b7ad6b7169203331",
            TraceFlags.getSampled(),
            TraceState.getDefault());
    Span root =
        tracer
            .spanBuilder("get /checkout")
            .setNoParent()
            .setSpanKind(SpanKind.SERVER)
            .setStartTimestamp(start)
            .addLink(elsewhere)
            .setAllAttributes(
                Attributes.builder()
                    .put("text", "größe 東京")
                    .put("whole", -7L)
                    .put("real", 2.5)
                    .put("flag", true)
                    .put(AttributeKey.stringArrayKey("list"), List.of("a", "b"))
                    .build())
            .startSpan();
    Context below = Context.root().with(root);
    Span query =
        tracer
            .spanBuilder("select")
            .setParent(below)
            .setSpanKind(SpanKind.CLIENT)
            .setStartTimestamp(start.plusMillis(1))
            .startSpan();
    query.addEvent("retry", Attributes.builder().put("attempt", 2L).build(), start.plusMillis(2));
    query.addEvent("closed", start.plusMillis(3));
    query.setStatus(StatusCode.ERROR, "the database is closed");
    query.end(start.plusMillis(4));
    Span render =
        tracer
            .spanBuilder("render")
            .setParent(below)
            .setSpanKind(SpanKind.INTERNAL)
            .setStartTimestamp(start.plusMillis(5))
            .startSpan();
    render.end(start.plusMillis(6));
    for (SpanKind kind : new SpanKind[] {SpanKind.PRODUCER, SpanKind.CONSUMER}) {
      tracer
          .spanBuilder("mail")
          .setParent(below)
          .setSpanKind(kind)
          .setStartTimestamp(start.plusMillis(7))
          .startSpan()
          .end(start.plusMillis(8));
    }
    root.setStatus(StatusCode.OK);
    root.end(start.plusMillis(9));
  }

  private static final class Ids implements IdGenerator {
    private final String traceId;
    private final AtomicLong next = new AtomicLong();

    Ids(String traceId) {
      this.traceId = traceId;
    }

    @Override
    public String generateSpanId() {
      return String.format("%016x", next.incrementAndGet());
    }

    @Override
    public String generateTraceId() {
      return traceId;
    }
  }
}
