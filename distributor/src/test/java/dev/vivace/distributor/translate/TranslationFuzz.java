package dev.vivace.distributor.translate;

import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.translate.TranslatedIngest.Translation;
import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.error.RequestTooLargeException;
import dev.vivace.model.otlp.SpanDecoder;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;

/// What must hold for any bytes in another format: they are refused, or become a request that the
/// decoder of OTLP takes.
public final class TranslationFuzz {

  private static final int MAX_BYTES = 16 << 20;

  private TranslationFuzz() {}

  /// Translates and decodes; throws what is a finding.
  public static void check(Translation translation, byte[] input) throws RefusedException {
    byte[] translated;
    OtlpRequestWriter out = new OtlpRequestWriter(MAX_BYTES, _ -> {});
    try {
      translation.translate(input, input.length, out);
      translated = out.finish();
    } catch (InvalidRequestException | RequestTooLargeException e) {
      return; // It is refused.
    }
    SpanBatch batch = new SpanBatch();
    batch.reset(translated, translated.length);
    try {
      new SpanDecoder().decode(WireFormat.OTLP_PROTOBUF, batch, 0, MAX_BYTES);
    } catch (RequestTooLargeException e) {
      return; // So is what has too many spans.
    }
  }
}
