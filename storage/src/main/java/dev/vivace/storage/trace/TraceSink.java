package dev.vivace.storage.trace;

/// Receives the spans of one trace from one source after another, oldest log offset first, as OTLP
/// bytes. The arrays belong to the caller and may be overwritten after each call.
public interface TraceSink {

  /// Takes a resource envelope (see `EnvelopeList`) and returns the code to name it by.
  int resource(byte[] bytes, int offset, int length);

  /// Takes a scope envelope and returns the code to name it by.
  int scope(byte[] bytes, int offset, int length);

  /// Whether a span of this identity was taken already; a source may then skip encoding it.
  boolean contains(long spanId, int kind, long startNanos);

  /// Takes one encoded `Span` message. A span whose identity (span id, kind, start) was taken
  /// already is ignored. Returns false once the sink's byte limit is reached: the source then
  /// stops, and the answer is partial.
  boolean span(
      int resource,
      int scope,
      long spanId,
      int kind,
      long startNanos,
      byte[] bytes,
      int offset,
      int length);
}
