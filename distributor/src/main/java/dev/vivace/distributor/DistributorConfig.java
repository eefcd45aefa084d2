package dev.vivace.distributor;

import dev.vivace.distributor.forward.ForwarderConfig;
import dev.vivace.distributor.ingest.DebugAids;
import dev.vivace.distributor.ingest.IngestLimits;
import dev.vivace.model.id.TenantId;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the distributor is told.
///
/// @param grpc the OTLP/gRPC receiver; null is none
/// @param http the OTLP/HTTP receiver; null is none
/// @param jaeger the Jaeger receivers
/// @param maxRequestBytes largest request, on the wire and inflated
/// @param maxInFlightBytes what all requests together may hold at once; above it clients are told
///   to come back
/// @param maxColumnBytes what one request may take of memory beyond its bytes once it is decoded:
///   an empty event of two bytes takes 36 in columns
/// @param multitenancyEnabled whether requests name their tenant
/// @param limits of a tenant, asked for each request
/// @param acceptAndDropOtherSignals whether metrics and logs are answered with success, and dropped
/// @param debugAids what is told about single spans
/// @param zipkin the Zipkin receiver; null is none
/// @param forwarders what tenants' limits may name
public record DistributorConfig(
    @Nullable GrpcReceiverConfig grpc,
    @Nullable HttpReceiverConfig http,
    JaegerConfig jaeger,
    int maxRequestBytes,
    long maxInFlightBytes,
    long maxColumnBytes,
    boolean multitenancyEnabled,
    Function<TenantId, IngestLimits> limits,
    boolean acceptAndDropOtherSignals,
    DebugAids debugAids,
    @Nullable ZipkinReceiverConfig zipkin,
    List<ForwarderConfig> forwarders) {

  public static final int DEFAULT_MAX_REQUEST_BYTES = 64 << 20;
  public static final int DEFAULT_MAX_ATTRIBUTE_BYTES = 2048;

  /// An array's length also has to hold what decoding writes behind the request.
  private static final int LARGEST_MAX_REQUEST_BYTES = 512 << 20;

  /// A request holds its wire bytes, the inflated ones, and, while the latter grow, half of them
  /// again, or then its columns.
  private static final int SHARES_OF_LARGEST_REQUEST = 3;

  /// Senders' usual limit; more is possible on larger heaps.
  private static final long ALWAYS_POSSIBLE_REQUEST_BYTES = 16 << 20;

  private static final int SHARE_OF_HEAP = 4;

  private static final long MIN_COLUMN_BYTES = 16 << 20;
  private static final long MAX_COLUMN_BYTES = 256 << 20;
  private static final int COLUMNS_SHARE_OF_HEAP = 8;

  public DistributorConfig {
    forwarders = List.copyOf(forwarders);
    if (maxRequestBytes <= 0 || maxRequestBytes > LARGEST_MAX_REQUEST_BYTES) {
      throw new IllegalArgumentException(
          "maxRequestBytes: %d (expected: 1 to %d)"
              .formatted(maxRequestBytes, LARGEST_MAX_REQUEST_BYTES));
    }
    if (maxInFlightBytes <= 0) {
      throw new IllegalArgumentException(
          "maxInFlightBytes: %d (expected: > 0)".formatted(maxInFlightBytes));
    }
    if (maxColumnBytes <= 0) {
      throw new IllegalArgumentException(
          "maxColumnBytes: %d (expected: > 0)".formatted(maxColumnBytes));
    }
  }

  /// Without forwarders.
  public DistributorConfig(
      @Nullable GrpcReceiverConfig grpc,
      @Nullable HttpReceiverConfig http,
      JaegerConfig jaeger,
      int maxRequestBytes,
      long maxInFlightBytes,
      long maxColumnBytes,
      boolean multitenancyEnabled,
      Function<TenantId, IngestLimits> limits,
      boolean acceptAndDropOtherSignals,
      DebugAids debugAids,
      @Nullable ZipkinReceiverConfig zipkin) {
    this(
        grpc,
        http,
        jaeger,
        maxRequestBytes,
        maxInFlightBytes,
        maxColumnBytes,
        multitenancyEnabled,
        limits,
        acceptAndDropOtherSignals,
        debugAids,
        zipkin,
        List.of());
  }

  /// The same with forwarders.
  public DistributorConfig withForwarders(List<ForwarderConfig> newForwarders) {
    return new DistributorConfig(
        grpc,
        http,
        jaeger,
        maxRequestBytes,
        maxInFlightBytes,
        maxColumnBytes,
        multitenancyEnabled,
        limits,
        acceptAndDropOtherSignals,
        debugAids,
        zipkin,
        newForwarders);
  }

  /// An eighth of the heap, from 16 to 256 MiB. Everyday spans take about half of their bytes, so
  /// only requests of very small spans, events, links or attributes come near it.
  public static long defaultMaxColumnBytes() {
    long share = Runtime.getRuntime().maxMemory() / COLUMNS_SHARE_OF_HEAP;
    return Math.clamp(share, MIN_COLUMN_BYTES, MAX_COLUMN_BYTES);
  }

  /// A quarter of the heap, and always enough for one request of 16 MiB.
  public static long defaultMaxInFlightBytes() {
    long heapShare = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
    return Math.max(heapShare, SHARES_OF_LARGEST_REQUEST * ALWAYS_POSSIBLE_REQUEST_BYTES);
  }

  /// The largest request that can be taken in: as large as is allowed, but no larger than what the
  /// budget of bytes in flight can hold with all that a request needs.
  public static int largestRequestBytes(int allowedBytes, long maxInFlightBytes) {
    return (int) Math.min(allowedBytes, Math.max(1, maxInFlightBytes / SHARES_OF_LARGEST_REQUEST));
  }

  /// Both OTLP receivers on a host's usual ports, one tenant, default limits.
  public static DistributorConfig of(String host) {
    long maxInFlightBytes = defaultMaxInFlightBytes();
    return new DistributorConfig(
        GrpcReceiverConfig.of(host, 4317),
        HttpReceiverConfig.of(host, 4318),
        JaegerConfig.OFF,
        largestRequestBytes(DEFAULT_MAX_REQUEST_BYTES, maxInFlightBytes),
        maxInFlightBytes,
        defaultMaxColumnBytes(),
        false,
        _ -> IngestLimits.unlimited(DEFAULT_MAX_ATTRIBUTE_BYTES),
        false,
        DebugAids.NONE,
        null);
  }
}
