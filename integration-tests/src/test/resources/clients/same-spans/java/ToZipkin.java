import io.opentelemetry.exporter.zipkin.ZipkinSpanExporter;

/// java ToZipkin.java otlp|other URL TRACE_ID SECONDS
public final class ToZipkin {
  private ToZipkin() {}

  public static void main(String[] arguments) {
    SameSpans.send(arguments, url -> ZipkinSpanExporter.builder().setEndpoint(url + "/api/v2/spans").build());
  }
}
