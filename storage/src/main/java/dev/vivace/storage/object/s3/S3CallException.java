package dev.vivace.storage.object.s3;

/// A call that came to an end without success: what its last attempt failed of, and whether one of
/// the attempts may have had its effect nevertheless. Its message is for people.
final class S3CallException extends RuntimeException {

  private final String sentence;
  private final S3Failure failure;
  private final boolean unknown;

  S3CallException(String message, S3Failure failure, boolean unknown, Throwable cause) {
    super(message, cause);
    this.sentence = message;
    this.failure = failure;
    this.unknown = unknown;
  }

  /// What to tell people; says so if it may have happened all the same.
  String sentence() {
    return unknown ? sentence + "; it may have happened all the same" : sentence;
  }

  S3Failure failure() {
    return failure;
  }

  /// Whether an attempt may have had its effect.
  boolean isUnknown() {
    return unknown;
  }
}
