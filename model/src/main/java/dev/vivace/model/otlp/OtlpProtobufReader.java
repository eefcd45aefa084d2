package dev.vivace.model.otlp;

import dev.vivace.model.bytes.ProtobufCursor;
import dev.vivace.model.span.SpanBatch;

/// Reads OTLP's `ExportTraceServiceRequest`, or `TracesData`, which is the same on the wire, into
/// the columns of a [SpanBatch]: no object a span or an attribute.
///
/// Fields may come in any order. Repeated occurrences of a singular message merge, of a scalar or a
/// oneof the last wins. One thread at a time; buffers are reused.
public final class OtlpProtobufReader {

  private static final int NOT_YET = -1;

  private final ProtobufCursor cursor = new ProtobufCursor();
  private final RequestInput input = new RequestInput();
  private final MessageCleaner cleaner = new MessageCleaner(input);
  private final EnvelopeReader resources = EnvelopeReader.ofResources(cursor, input, cleaner);
  private final EnvelopeReader scopes = EnvelopeReader.ofScopes(cursor, input, cleaner);
  private final SpanReader spans = new SpanReader(cursor, input, cleaner);

  /// Reads `[offset, end)` of the batch's bytes.
  ///
  /// `maxAttributeBytes` above zero cuts keys and values of attributes to that many bytes and names
  /// to 64 KiB. A span that may not be stored is refused alone. Throws
  /// [dev.vivace.model.error.InvalidRequestException] if the bytes are no such message; what the
  /// batch holds then means nothing.
  public void read(SpanBatch batch, int offset, int end, int maxAttributeBytes) {
    read(batch, offset, end, maxAttributeBytes, Long.MAX_VALUE);
  }

  /// Reads as above, and throws [dev.vivace.model.error.RequestTooLargeException] once what was
  /// decoded takes more than `maxDecodedBytes` of memory.
  public void read(
      SpanBatch batch, int offset, int end, int maxAttributeBytes, long maxDecodedBytes) {
    input.reset(batch, maxAttributeBytes, maxDecodedBytes);
    cursor.reset(batch.bytes(), offset, end);
    spans.beginRequest();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == OtlpFields.RESOURCE_SPANS_TAG) {
        readResourceSpans();
      } else {
        cursor.skip(tag);
      }
    }
    input.checkSize();
  }

  private void readResourceSpans() {
    int outer = cursor.enter();
    resources.scan();
    int childrenTag = resources.childrenTag();
    int resource = NOT_YET;
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == childrenTag) {
        resource = readScopeSpans(resource);
      } else {
        cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  /// Reads a `ScopeSpans` and returns the index of the resource, which is added with the first
  /// scope that has spans: empty envelopes leave nothing.
  private int readScopeSpans(int knownResource) {
    int resource = knownResource;
    int outer = cursor.enter();
    scopes.scan();
    if (scopes.childrenTag() != 0) {
      if (resource == NOT_YET) {
        resource = resources.addTo(input.batch().resources());
      }
      readSpans(resource, scopes.addTo(input.batch().scopes()));
    }
    cursor.leave(outer);
    return resource;
  }

  private void readSpans(int resource, int scope) {
    boolean senderTooDeep = resources.tooDeep() || scopes.tooDeep();
    while (cursor.hasMore()) {
      int tag = cursor.readTag();
      if (tag == OtlpFields.CHILDREN_TAG) {
        spans.read(resource, scope, senderTooDeep);
      } else {
        cursor.skip(tag);
      }
    }
  }
}
