import io.opentelemetry.exporter.jaeger.thrift.JaegerThriftSpanExporter;

/// java ToJaegerThrift.java otlp|other URL TRACE_ID SECONDS
public final class ToJaegerThrift {
  private ToJaegerThrift() {}

  public static void main(String[] arguments) {
    SameSpans.send(arguments, url -> JaegerThriftSpanExporter.builder().setEndpoint(url + "/api/traces").build());
  }
}
