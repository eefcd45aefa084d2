package dev.vivace.server.config;

/// How spans come in.
///
/// @param maxAttributeBytes longer keys and values are cut; 0 keeps them whole. A tenant's own
///   limit, where set, wins
/// @param acceptAndDropOtherSignals whether metrics and logs sent here are answered with success
/// @param maxInflightBytes of requests that are being taken in; what comes beyond is told to retry;
///   0 follows the heap
public record DistributorConfig(
    ReceiversConfig receivers,
    @Range(max = Integer.MAX_VALUE) int maxAttributeBytes,
    boolean acceptAndDropOtherSignals,
    ByteSize maxInflightBytes) {

  static DistributorConfig defaults() {
    return new DistributorConfig(ReceiversConfig.defaults(), 2048, false, new ByteSize(0));
  }
}
