package dev.vivace.distributor.redact;

import dev.vivace.distributor.ingest.RedactionCounts;
import dev.vivace.distributor.ingest.RefusedException;
import dev.vivace.distributor.ingest.RequestBytes;
import dev.vivace.distributor.ingest.RequestRedaction;
import dev.vivace.model.otlp.OtlpJsonTranscoder;
import dev.vivace.model.span.DecodeCounts;
import dev.vivace.model.span.SpanBatch;
import dev.vivace.model.span.WireFormat;
import java.util.List;

/// The rules of one tenant, ready to be used. Thread-safe.
///
/// Rules for whole attributes come first, and of those that name a key the first wins; it takes all
/// of the attribute, nested values included. Then those with patterns search the texts that are
/// left, in their order, in lists of any depth: a rule that names an attribute searches all that is
/// in it. Without a name for keys they also search names, versions, status messages and trace
/// states.
public final class Redaction implements RequestRedaction {

  /// The most rules of a tenant.
  public static final int MAX_RULES = Long.SIZE;

  /// The shortest key for hashes, in bytes.
  public static final int MIN_KEY_BYTES = 16;

  /// What transcoding takes beside its result, and more.
  private static final int JSON_SHARES = 2;

  private final RuleSet rules;
  private final byte[] hashKey;
  private final String mask;

  /// @param hashKey for rules that hash; may be empty if there is none
  /// @param mask what rules that mask put in the place of a secret
  public Redaction(List<RedactionRule> rules, byte[] hashKey, String mask) {
    if (rules.size() > MAX_RULES) {
      throw new IllegalArgumentException(
          "%d rules (expected: at most %d)".formatted(rules.size(), MAX_RULES));
    }
    this.rules = new RuleSet(rules);
    this.hashKey = hashKey.clone();
    this.mask = mask;
    if (this.rules.hashes() && hashKey.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key of %d bytes (expected: at least %d)".formatted(hashKey.length, MIN_KEY_BYTES));
    }
  }

  @Override
  public RedactionCounts redact(WireFormat format, RequestBytes request) throws RefusedException {
    return switch (format) {
      case OTLP_PROTOBUF -> redactProtobuf(request);
      case OTLP_JSON -> redactJson(request);
    };
  }

  private RedactionCounts redactProtobuf(RequestBytes request) throws RefusedException {
    Tally tally = new Tally();
    Splices splices = new Splices(request.maxBytes(), request::acquireForDecoding);
    redactor(request.bytes(), splices, tally).redact(0, request.length());
    if (splices.count() > 0) {
      request.replace(splices.apply(request.bytes(), 0, request.length()));
    }
    return tally.counts(0);
  }

  /// JSON becomes protobuf even if nothing is redacted: keys that nobody knows, and values that
  /// later ones replace, would stay in the text.
  private RedactionCounts redactJson(RequestBytes request) throws RefusedException {
    request.acquireForDecoding((long) JSON_SHARES * request.length());
    SpanBatch batch = new SpanBatch();
    batch.reset(request.bytes(), request.length());
    int start = new OtlpJsonTranscoder().transcode(batch);
    byte[] bytes = batch.bytes();
    long transcodedBytes = (long) JSON_SHARES * (batch.length() - start);
    Tally tally = new Tally();
    Splices splices =
        new Splices(request.maxBytes(), more -> request.acquireForDecoding(transcodedBytes + more));
    redactor(bytes, splices, tally).redact(start, batch.length());
    request.replace(splices.apply(bytes, start, batch.length()));
    return tally.counts(batch.counts().get(DecodeCounts.Kind.REPAIRED_UTF8));
  }

  private RequestRedactor redactor(byte[] bytes, Splices splices, Tally tally) {
    return new RequestRedactor(rules, new Replacements(hashKey, mask), bytes, splices, tally);
  }
}
