package dev.vivace.distributor.otlp;

import dev.vivace.distributor.GrpcReceiverConfig;
import dev.vivace.distributor.grpc.GrpcReceiver;
import dev.vivace.distributor.ingest.IngestOutcome;
import dev.vivace.distributor.ingest.ReceiverMetrics;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.model.id.TenantId;
import dev.vivace.model.span.WireFormat;
import java.util.function.Consumer;

/// OTLP over gRPC: the trace service, and, if asked, the other signals' services, which drop what
/// they get.
public final class OtlpGrpc implements GrpcReceiver.SpanMethod {

  private static final String EXPORT = "Export";

  private final OtlpResources resources;
  private final ReceiverMetrics metrics;

  private OtlpGrpc(OtlpResources resources) {
    this.resources = resources;
    this.metrics = new ReceiverMetrics(resources.registry(), "otlp/otlp_receiver", "grpc");
  }

  /// The receiver, not yet started.
  public static GrpcReceiver receiver(GrpcReceiverConfig config, OtlpResources resources) {
    GrpcReceiver receiver =
        new GrpcReceiver(
            config,
            new GrpcReceiver.Name("otlp-grpc", GrpcReceiverConfig.SETTING),
            new OtlpGrpc(resources),
            new GrpcReceiver.Shared(
                resources.tenants().behind(config.door()),
                resources.buffers(),
                resources.workers(),
                resources.registry()));
    OtherSignals otherSignals = resources.otherSignals();
    for (String service : otherSignals.grpcServices()) {
      receiver.addMethod(service, EXPORT, (call, _) -> otherSignals.startDropping(call));
    }
    return receiver;
  }

  @Override
  public String service() {
    return "opentelemetry.proto.collector.trace.v1.TraceService";
  }

  @Override
  public String name() {
    return EXPORT;
  }

  @Override
  public ReceiverMetrics metrics() {
    return metrics;
  }

  @Override
  public void take(TenantId tenant, RequestBytes request, Consumer<IngestOutcome> done) {
    resources.ingest().ingest(tenant, metrics, WireFormat.OTLP_PROTOBUF, request, done);
  }

  @Override
  public byte[] response(IngestOutcome outcome) {
    return ExportResponse.protobuf(outcome);
  }
}
