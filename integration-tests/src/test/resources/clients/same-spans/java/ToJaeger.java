import io.opentelemetry.exporter.jaeger.JaegerGrpcSpanExporter;

/// java ToJaeger.java otlp|other URL TRACE_ID SECONDS
public final class ToJaeger {
  private ToJaeger() {}

  public static void main(String[] arguments) {
    SameSpans.send(arguments, url -> JaegerGrpcSpanExporter.builder().setEndpoint(url).build());
  }
}
