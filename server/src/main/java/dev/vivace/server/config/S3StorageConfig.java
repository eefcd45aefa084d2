package dev.vivace.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Blocks in a bucket.
///
/// @param endpoint host and port, without `http://`; empty is Amazon's own
/// @param region empty: from the endpoint or the environment, else `us-east-1`
/// @param accessKey with the secret key, or the usual places are searched for credentials
/// @param insecure whether the endpoint speaks without TLS
/// @param partSize objects from this size on are sent in parts of it; 0 is 16 MiB
/// @param hedgeRequestsAt a read that takes longer is asked a second time; 0 is never
/// @param bucketLookupType 0 by the endpoint, 1 the bucket in the host's name, 2 in the path
/// @param tlsCipherSuites separated by commas; empty is Java's choice
/// @param backlogMaxBytes what may wait on the local disk while the bucket takes nothing; 0 is 80 %
///   of the space that is free at the start
public record S3StorageConfig(
    String bucket,
    String prefix,
    String endpoint,
    String region,
    Secret accessKey,
    Secret secretKey,
    Secret sessionToken,
    boolean insecure,
    boolean forcepathstyle,
    @Range(max = 2) int bucketLookupType,
    boolean enableDualStack,
    ByteSize partSize,
    Duration hedgeRequestsAt,
    @Range(min = 1, max = 10) int hedgeRequestsUpTo,
    @Range(min = 1, max = 100) int retryMaxAttempts,
    Duration retryBackoffInitial,
    Duration retryBackoffMax,
    String storageClass,
    Map<String, String> tags,
    Map<String, String> metadata,
    S3EncryptionConfig sse,
    String tlsCertPath,
    String tlsKeyPath,
    String tlsCaPath,
    String tlsServerName,
    boolean tlsInsecureSkipVerify,
    String tlsCipherSuites,
    String tlsMinVersion,
    ByteSize backlogMaxBytes) {

  private static final long MIN_PART_BYTES = 5 << 20;
  private static final List<String> TLS_VERSIONS = List.of("", "VersionTLS12", "VersionTLS13");

  public S3StorageConfig {
    if (endpoint.contains("/")) {
      throw new InvalidSettingException(
          "endpoint",
          "found '%s', expected host:port without a scheme or a path; insecure: true is http"
              .formatted(endpoint));
    }
    if (accessKey.value().isEmpty() != secretKey.value().isEmpty()) {
      throw new InvalidSettingException(
          accessKey.value().isEmpty() ? "secret_key" : "access_key",
          "found alone, expected access_key and secret_key together");
    }
    if (partSize.bytes() != 0 && partSize.bytes() < MIN_PART_BYTES) {
      throw new InvalidSettingException(
          "part_size", "found %d, expected 0 or at least 5MiB".formatted(partSize.bytes()));
    }
    if (tlsCertPath.isEmpty() != tlsKeyPath.isEmpty()) {
      throw new InvalidSettingException(
          tlsCertPath.isEmpty() ? "tls_key_path" : "tls_cert_path",
          "found alone, expected tls_cert_path and tls_key_path together");
    }
    if (!TLS_VERSIONS.contains(tlsMinVersion)) {
      throw new InvalidSettingException(
          "tls_min_version",
          "found '%s', expected VersionTLS12 or VersionTLS13".formatted(tlsMinVersion));
    }
    if (!retryBackoffInitial.isPositive()) {
      throw new InvalidSettingException("retry_backoff_initial", "expected more than 0s");
    }
  }

  /// Encryption by the store.
  ///
  /// @param type empty for the bucket's own rule, `SSE-S3` or `SSE-KMS`
  /// @param kmsEncryptionContext JSON
  public record S3EncryptionConfig(String type, String kmsKeyId, String kmsEncryptionContext) {

    public S3EncryptionConfig {
      if (!List.of("", "SSE-S3", "SSE-KMS").contains(type)) {
        throw new InvalidSettingException(
            "type",
            "found '%s', expected SSE-S3 or SSE-KMS; keys of the client's own are not supported"
                .formatted(type));
      }
      if (type.equals("SSE-KMS") == kmsKeyId.isEmpty()) {
        throw new InvalidSettingException(
            "kms_key_id",
            type.equals("SSE-KMS")
                ? "found nothing, expected the key's id: type is SSE-KMS"
                : "found a key, expected none: type is not SSE-KMS");
      }
    }

    static S3EncryptionConfig defaults() {
      return new S3EncryptionConfig("", "", "");
    }
  }

  static S3StorageConfig defaults() {
    return new S3StorageConfig(
        "",
        "",
        "",
        "",
        new Secret(""),
        new Secret(""),
        new Secret(""),
        false,
        false,
        0,
        false,
        new ByteSize(0),
        Duration.ZERO,
        2,
        10,
        Duration.ofMillis(200),
        Duration.ofSeconds(1),
        "",
        Map.of(),
        Map.of(),
        S3EncryptionConfig.defaults(),
        "",
        "",
        "",
        "",
        false,
        "",
        "",
        new ByteSize(0));
  }
}
