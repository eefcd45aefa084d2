package dev.vivace.distributor.jaeger;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.thrift.BinaryCursor;
import dev.vivace.distributor.translate.OtlpRequestWriter;
import dev.vivace.distributor.translate.TranslatedIngest.Translation;
import dev.vivace.distributor.translate.TranslationFuzz;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TCompactProtocol;

/// The readers of Jaeger's batches as targets of fuzzing: any bytes become a request of OTLP, or
/// are refused.
public final class JaegerFuzz {

  private static final JaegerMetrics METRICS =
      new JaegerMetrics(new SimpleMeterRegistry(), JaegerTransport.THRIFT_COMPACT);
  private static final Translation COMPACT = new AgentCall(true, METRICS);
  private static final Translation BINARY = new AgentCall(false, METRICS);
  private static final int SEEDS = 3;
  private static final int SPANS = 4;

  private JaegerFuzz() {}

  /// A datagram with compact Thrift.
  public static void compact(byte[] input) throws RefusedException {
    TranslationFuzz.check(COMPACT, input);
  }

  /// A datagram with binary Thrift.
  public static void binary(byte[] input) throws RefusedException {
    TranslationFuzz.check(BINARY, input);
  }

  /// A batch as it is posted.
  public static void posted(byte[] input) throws RefusedException {
    TranslationFuzz.check(
        (bytes, length, out) ->
            new ThriftBatchReader(new BinaryCursor(bytes, length), bytes, translator(out))
                .readBatch(),
        input);
  }

  /// A request of `PostSpans`.
  public static void protobuf(byte[] input) throws RefusedException {
    TranslationFuzz.check(
        (bytes, length, out) ->
            new ProtobufBatchReader(bytes, length, translator(out)).readRequest(),
        input);
  }

  private static BatchTranslator translator(OtlpRequestWriter out) {
    return new BatchTranslator(out, METRICS);
  }

  public static List<byte[]> compactSeeds() {
    return seeds(random -> ThriftBatches.call(new TCompactProtocol.Factory(), batch(random)));
  }

  public static List<byte[]> binarySeeds() {
    return seeds(random -> ThriftBatches.call(new TBinaryProtocol.Factory(), batch(random)));
  }

  public static List<byte[]> postedSeeds() {
    return seeds(random -> ThriftBatches.binary(batch(random)));
  }

  public static List<byte[]> protobufSeeds() {
    ProtobufBatches.SpanWriter span =
        new ProtobufBatches.SpanWriter()
            .id(1, "0123456789abcdef0123456789abcdef")
            .id(2, "0123456789abcdef")
            .text(3, "GET /")
            .reference("0123456789abcdef0123456789abcdef", "0000000000000007", 0)
            .time(6, 1_700_000_000, 5)
            .time(7, 1, 0)
            .tag(8, "span.kind", 0, "server")
            .tag(8, "http.status_code", 2, 503L)
            .tag(8, "error", 1, true)
            .log(1_700_000_000, 7, "event", "retry")
            .process("other")
            .text(12, "a warning");
    return List.of(new byte[0], ProtobufBatches.request("shop", span));
  }

  private static io.jaegertracing.thriftjava.Batch batch(Random random) {
    return ThriftBatches.random(random, SPANS);
  }

  private interface Seed {
    byte[] of(Random random) throws TException;
  }

  private static List<byte[]> seeds(Seed seed) {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < SEEDS; i++) {
      try {
        seeds.add(seed.of(new Random(i)));
      } catch (TException e) {
        throw new IllegalStateException("no seed " + i, e);
      }
    }
    return seeds;
  }
}
