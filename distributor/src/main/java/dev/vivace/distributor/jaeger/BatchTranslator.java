package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.Text;

/// Translates a batch as it is read. For one request.
final class BatchTranslator implements BatchSink {

  private static final Text CLIENT = Text.of("client-uuid");

  private final ProcessTranslator processes = new ProcessTranslator();
  private final SpanTranslator spans = new SpanTranslator();
  private final OtlpRequestWriter out;
  private final JaegerMetrics metrics;

  BatchTranslator(OtlpRequestWriter out, JaegerMetrics metrics) {
    this.out = out;
    this.metrics = metrics;
  }

  @Override
  public void process(JaegerProcess process) {
    processes.translate(process, out);
  }

  @Override
  public void span(JaegerSpan span) throws RefusedException {
    if (span.isEmpty()) {
      metrics.countEmptySpan();
    } else {
      spans.translate(span, out);
    }
  }

  @Override
  public void losses(JaegerProcess process, ClientStats stats) {
    for (int tag = 0; tag < process.tags.count(); tag++) {
      if (process.tags.type(tag) == TagType.STRING && process.tags.key(tag).equals(CLIENT)) {
        metrics.clientLosses().report(process.tags.text(tag), stats);
        return;
      }
    }
  }
}
