package dev.vivace.model.otlp;

import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;

/// Decodes a request into its batch, whatever its wire format. For one thread at a time; buffers
/// are reused.
public final class SpanDecoder {

  private final OtlpProtobufReader protobuf = new OtlpProtobufReader();
  private final OtlpJsonTranscoder json = new OtlpJsonTranscoder();

  /// Decodes the request that the batch was [SpanBatch#reset] to. Room behind the request in its
  /// array, some hundred bytes for each resource and scope, spares a copy of it.
  ///
  /// `maxAttributeBytes` above zero cuts keys and values of attributes to that many bytes and names
  /// to 64 KiB; the same limit gives the same batch again. Throws
  /// [dev.vivace.model.error.InvalidRequestException] if the bytes are no request; the batch must
  /// then be reset before its next use.
  public void decode(WireFormat format, SpanBatch batch, int maxAttributeBytes) {
    decode(format, batch, maxAttributeBytes, Long.MAX_VALUE);
  }

  /// Decodes as above a request that may ask for more memory than there is: throws
  /// [dev.vivace.model.error.RequestTooLargeException] once the columns and what was written anew
  /// take more than `maxDecodedBytes`. Their arrays may then be twice as large.
  public void decode(
      WireFormat format, SpanBatch batch, int maxAttributeBytes, long maxDecodedBytes) {
    int offset =
        switch (format) {
          case OTLP_PROTOBUF -> 0;
          case OTLP_JSON -> json.transcode(batch);
        };
    batch.setOtlpBytes(batch.length() - offset);
    protobuf.read(batch, offset, batch.length(), maxAttributeBytes, maxDecodedBytes);
  }
}
