package dev.vivace.distributor;

import dev.vivace.model.id.TenantId;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// What the distributor is told.
///
/// @param grpc the OTLP/gRPC receiver; null is none
/// @param http the OTLP/HTTP receiver; null is none
/// @param maxRequestBytes largest request, on the wire and inflated
/// @param maxInFlightBytes what all requests together may hold at once; above it clients are told
///   to come back
/// @param multitenancyEnabled whether requests name their tenant
/// @param maxAttributeBytes `max_attribute_bytes` of a tenant, asked for each request; zero or less
///   cuts nothing
/// @param acceptAndDropOtherSignals whether metrics and logs are answered with success, and dropped
public record DistributorConfig(
    @Nullable GrpcReceiverConfig grpc,
    @Nullable HttpReceiverConfig http,
    int maxRequestBytes,
    long maxInFlightBytes,
    boolean multitenancyEnabled,
    ToIntFunction<TenantId> maxAttributeBytes,
    boolean acceptAndDropOtherSignals) {

  public static final int DEFAULT_MAX_REQUEST_BYTES = 64 << 20;
  public static final int DEFAULT_MAX_ATTRIBUTE_BYTES = 2048;

  /// An array's length also has to hold what decoding writes behind the request.
  private static final int LARGEST_MAX_REQUEST_BYTES = 512 << 20;

  /// A request holds its wire bytes, the inflated ones, and, while the latter grow, half of them
  /// again.
  private static final int SHARES_OF_LARGEST_REQUEST = 3;

  private static final int SHARE_OF_HEAP = 4;

  public DistributorConfig {
    if (maxRequestBytes <= 0 || maxRequestBytes > LARGEST_MAX_REQUEST_BYTES) {
      throw new IllegalArgumentException(
          "maxRequestBytes: %d (expected: 1 to %d)"
              .formatted(maxRequestBytes, LARGEST_MAX_REQUEST_BYTES));
    }
    if (maxInFlightBytes <= 0) {
      throw new IllegalArgumentException(
          "maxInFlightBytes: %d (expected: > 0)".formatted(maxInFlightBytes));
    }
  }

  /// Both receivers on a host's usual ports, one tenant, default limits. The budget of bytes in
  /// flight is a quarter of the heap, or three of the largest requests if that is more.
  public static DistributorConfig of(String host) {
    long heapShare = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    long largest = (long) SHARES_OF_LARGEST_REQUEST * DEFAULT_MAX_REQUEST_BYTES;
    return new DistributorConfig(
        GrpcReceiverConfig.of(host, 4317),
        HttpReceiverConfig.of(host, 4318),
        DEFAULT_MAX_REQUEST_BYTES,
        Math.max(heapShare, largest),
        false,
        _ -> DEFAULT_MAX_ATTRIBUTE_BYTES,
        false);
  }
}
