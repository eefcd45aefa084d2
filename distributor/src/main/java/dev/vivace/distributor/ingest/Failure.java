package dev.vivace.distributor.ingest;

/// Why a request failed as a whole, with the status that each transport answers.
///
/// Source: OTLP specification, "Failures" of OTLP/gRPC and OTLP/HTTP; `google.rpc.Code`.
public enum Failure {
  INVALID(400, 3),
  UNAUTHENTICATED(401, 16),
  FORBIDDEN(403, 7),
  NOT_FOUND(404, 12),
  METHOD_NOT_ALLOWED(405, 12),
  TIMED_OUT(408, 4),
  TOO_LARGE(413, 8),
  /// Larger than the tenant may ever send at once: gRPC's code for size would be tried again.
  OVER_BURST(413, 3),
  UNSUPPORTED_TYPE(415, 3),
  LIMITED(429, 8),
  INTERNAL(500, 13),
  BUSY(503, 14);

  private final int httpStatus;
  private final int grpcCode;

  Failure(int httpStatus, int grpcCode) {
    this.httpStatus = httpStatus;
    this.grpcCode = grpcCode;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public int grpcCode() {
    return grpcCode;
  }

  /// Whether the same request may succeed later, so that the client should send it again.
  public boolean isRetryable() {
    return this == LIMITED || this == BUSY;
  }

  /// The failure that HTTP expresses by this status; statuses of no failure here are INVALID.
  public static Failure ofHttpStatus(int status) {
    for (Failure failure : values()) {
      if (failure.httpStatus == status) {
        return failure;
      }
    }
    return status >= 500 ? INTERNAL : INVALID;
  }
}
