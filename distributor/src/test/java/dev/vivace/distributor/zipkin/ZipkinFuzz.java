package dev.vivace.distributor.zipkin;

import dev.vivace.distributor.ZipkinReceiverConfig;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.TranslationFuzz;
import java.util.List;

/// The readers of Zipkin's spans as targets of fuzzing: any bytes become a request of OTLP, or are
/// refused.
public final class ZipkinFuzz {

  private static final ZipkinReceiverConfig CONFIG = ZipkinReceiverConfig.of("127.0.0.1", 0);
  private static final long RECEIVED_NANOS = 1_700_000_000_000_000_000L;
  private static final int SPANS = 4;

  private ZipkinFuzz() {}

  public static void v1Json(byte[] input) throws RefusedException {
    read(ZipkinFormat.V1_JSON, input);
  }

  public static void v1Thrift(byte[] input) throws RefusedException {
    read(ZipkinFormat.V1_THRIFT, input);
  }

  public static void v2Json(byte[] input) throws RefusedException {
    read(ZipkinFormat.V2_JSON, input);
  }

  public static void v2Protobuf(byte[] input) throws RefusedException {
    read(ZipkinFormat.V2_PROTOBUF, input);
  }

  private static void read(ZipkinFormat format, byte[] input) throws RefusedException {
    TranslationFuzz.check(
        (bytes, length, out) -> {
          SpanTranslator translator = new SpanTranslator(CONFIG, RECEIVED_NANOS, out);
          SpanReader spans = format.read(bytes, length);
          for (ZipkinSpan span = spans.next(); span != null; span = spans.next()) {
            translator.write(span);
          }
        },
        input);
  }

  public static List<byte[]> v1JsonSeeds() {
    return seeds(ZipkinFormat.V1_JSON);
  }

  public static List<byte[]> v1ThriftSeeds() {
    return seeds(ZipkinFormat.V1_THRIFT);
  }

  public static List<byte[]> v2JsonSeeds() {
    return seeds(ZipkinFormat.V2_JSON);
  }

  public static List<byte[]> v2ProtobufSeeds() {
    return seeds(ZipkinFormat.V2_PROTOBUF);
  }

  private static List<byte[]> seeds(ZipkinFormat format) {
    var encoder = ZipkinOracleTest.encoder(format);
    return List.of(
        encoder.encodeList(new RandomSpans(1).list(1)),
        encoder.encodeList(new RandomSpans(2).list(SPANS)));
  }
}
