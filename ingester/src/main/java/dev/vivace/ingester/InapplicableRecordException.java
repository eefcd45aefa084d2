package dev.vivace.ingester;

/// A record's spans could not be put into the live head, which is as it was before. That is a
/// mistake of ours; the record must not hold up those behind it.
final class InapplicableRecordException extends RuntimeException {

  InapplicableRecordException(RuntimeException cause) {
    super(cause);
  }
}
