package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.thrift.BinaryCursor;
import dev.vivace.distributor.thrift.CompactCursor;
import dev.vivace.distributor.thrift.ThriftCursor;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.TranslatedIngest.Translation;
import io.micrometer.core.instrument.Counter;

/// A datagram: the call `emitBatch` of `agent.thrift`, which has no answer. Calls of other methods
/// are counted and hold no spans.
final class AgentCall implements Translation {

  private final boolean isCompact;
  private final JaegerMetrics metrics;
  private final Counter zipkinBatches;
  private final Counter unknownMethods;

  AgentCall(boolean isCompact, JaegerMetrics metrics) {
    this.isCompact = isCompact;
    this.metrics = metrics;
    this.zipkinBatches = metrics.droppedPackets("zipkin_batch");
    this.unknownMethods = metrics.droppedPackets("unknown_method");
  }

  @Override
  public void translate(byte[] bytes, int length, OtlpRequestWriter out) throws RefusedException {
    ThriftCursor cursor =
        isCompact ? new CompactCursor(bytes, length) : new BinaryCursor(bytes, length);
    switch (cursor.readCall()) {
      case "emitBatch" ->
          new ThriftBatchReader(cursor, bytes, new BatchTranslator(out, metrics)).readArguments();
      case "emitZipkinBatch" -> zipkinBatches.increment();
      default -> unknownMethods.increment();
    }
  }
}
