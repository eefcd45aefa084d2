package dev.vivace.distributor.ingest;

import dev.vivace.model.error.InvalidRequestException;
import dev.vivace.model.id.TenantId;
import java.util.List;

/// Finds out whose data a request is, from the values of the header (or metadata) that names the
/// tenant. Authentication, when it comes, runs before.
public final class TenantReader {

  /// The header's name, lower-case as HTTP/2 and gRPC want it.
  public static final String HEADER = "x-scope-orgid";

  private final boolean multitenancyEnabled;

  public TenantReader(boolean multitenancyEnabled) {
    this.multitenancyEnabled = multitenancyEnabled;
  }

  /// The one tenant named. Metadata after a colon is cut off, `a|a` is `a`; none, two headers, two
  /// tenants and malformed ids are refused.
  public TenantId read(List<String> headerValues) throws RefusedException {
    if (!multitenancyEnabled) {
      return TenantId.SINGLE;
    }
    if (headerValues.size() != 1 || headerValues.getFirst().isEmpty()) {
      throw new RefusedException(
          Failure.UNAUTHENTICATED,
          "no org id: %d values of %s (expected: exactly one, not empty)"
              .formatted(headerValues.size(), HEADER));
    }
    try {
      return single(headerValues.getFirst());
    } catch (InvalidRequestException e) {
      throw new RefusedException(
          new IngestOutcome.Failed(Failure.INVALID, String.valueOf(e.getMessage()), HEADER));
    }
  }

  private static TenantId single(String value) {
    String[] parts = value.split("\\|", -1);
    TenantId tenant = withoutMetadata(parts[0]);
    for (String part : parts) {
      if (!withoutMetadata(part).equals(tenant)) {
        throw new InvalidRequestException(
            "multiple org IDs present in %s; spans belong to exactly one".formatted(HEADER));
      }
    }
    return tenant;
  }

  private static TenantId withoutMetadata(String part) {
    int colon = part.indexOf(':');
    return new TenantId(colon < 0 ? part : part.substring(0, colon));
  }
}
