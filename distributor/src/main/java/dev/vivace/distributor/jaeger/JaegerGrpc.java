package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.grpc.GrpcReceiver;
import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.TranslatedIngest;
import dev.vivace.distributor.translate.TranslatedIngest.Translation;
import dev.vivace.model.id.TenantId;
import java.util.function.Consumer;

/// `CollectorService/PostSpans`: one batch of protobuf; the response is an empty message.
final class JaegerGrpc implements GrpcReceiver.SpanMethod, Translation {

  private final TranslatedIngest ingest;
  private final JaegerMetrics metrics;

  JaegerGrpc(TranslatedIngest ingest, JaegerMetrics metrics) {
    this.ingest = ingest;
    this.metrics = metrics;
  }

  @Override
  public String service() {
    return "jaeger.api_v2.CollectorService";
  }

  @Override
  public String name() {
    return "PostSpans";
  }

  @Override
  public ReceiverMetrics metrics() {
    return metrics.receiver();
  }

  @Override
  public void take(TenantId tenant, RequestBytes request, Consumer<IngestOutcome> done) {
    ingest.ingest(tenant, metrics.receiver(), this, request, done);
  }

  @Override
  public void translate(byte[] bytes, int length, OtlpRequestWriter out) throws RefusedException {
    new ProtobufBatchReader(bytes, length, new BatchTranslator(out, metrics)).readRequest();
  }

  @Override
  public String field() {
    return "batch";
  }

  @Override
  public byte[] response(IngestOutcome outcome) {
    return new byte[0];
  }
}
