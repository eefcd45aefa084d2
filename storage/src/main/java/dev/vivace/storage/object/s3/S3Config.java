package dev.vivace.storage.object.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which bucket, as whom, and how patiently.
///
/// @param prefix comes before every key, with a `/` between; empty for none
/// @param endpoint null for Amazon's own of the region
/// @param credentials null for the SDK's chain: environment, profile, web identity, container,
///   instance
/// @param pathStyle whether the bucket stands in the path instead of the host's name
/// @param partBytes objects of at least this size are sent in parts of it
/// @param tls null for the machine's own certificates and rules
public record S3Config(
    String bucket,
    String prefix,
    @Nullable URI endpoint,
    String region,
    @Nullable Credentials credentials,
    boolean pathStyle,
    boolean dualStack,
    long partBytes,
    Patience patience,
    Hedging hedging,
    ObjectSettings objects,
    @Nullable S3Tls tls) {

  /// The least that S3 takes as a part.
  public static final long MIN_PART_BYTES = 5 << 20;

  /// What is used when nothing is configured.
  public static final long DEFAULT_PART_BYTES = 16 << 20;

  private static final long MAX_PART_BYTES = 5L << 30;

  public S3Config {
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException("bucket: found nothing (expected: a bucket's name)");
    }
    if (partBytes < MIN_PART_BYTES || partBytes > MAX_PART_BYTES) {
      throw new IllegalArgumentException(
          "part_size: %d (expected: %d to %d)"
              .formatted(partBytes, MIN_PART_BYTES, MAX_PART_BYTES));
    }
  }

  /// A bucket of some server at a known address, everything else as by default.
  public static S3Config of(String bucket, URI endpoint, Credentials credentials) {
    return new S3Config(
        bucket,
        "",
        endpoint,
        "us-east-1",
        credentials,
        true,
        false,
        DEFAULT_PART_BYTES,
        Patience.DEFAULT,
        Hedging.OFF,
        ObjectSettings.NONE,
        null);
  }

  public S3Config withPrefix(String newPrefix) {
    return with(newPrefix, partBytes, patience, hedging);
  }

  public S3Config withPatience(Patience newPatience) {
    return with(prefix, partBytes, newPatience, hedging);
  }

  public S3Config withPartBytes(long newPartBytes) {
    return with(prefix, newPartBytes, patience, hedging);
  }

  public S3Config withHedging(Hedging newHedging) {
    return with(prefix, partBytes, patience, newHedging);
  }

  private S3Config with(
      String newPrefix, long newPartBytes, Patience newPatience, Hedging newHedging) {
    return new S3Config(
        bucket,
        newPrefix,
        endpoint,
        region,
        credentials,
        pathStyle,
        dualStack,
        newPartBytes,
        newPatience,
        newHedging,
        objects,
        tls);
  }

  /// Where the bucket is, for messages.
  String place() {
    String where = endpoint == null ? "region " + region : endpoint.toString();
    return "bucket %s at %s".formatted(bucket, where);
  }

  /// Who asks. Never shown.
  ///
  /// @param sessionToken empty for none
  public record Credentials(String accessKey, String secretKey, String sessionToken) {

    @Override
    public String toString() {
      return "Credentials[********]";
    }
  }

  /// How often something is tried and how long it may take. A request may take its time and a
  /// second more for each MiB that it carries.
  ///
  /// @param maxAttempts of one request, the first included
  /// @param firstPause before the second attempt; doubles up to `longestPause`, and is shortened by
  ///   chance to as little as half
  /// @param attempt how long one attempt may take
  /// @param deadline how long all attempts may take together
  public record Patience(
      int maxAttempts,
      Duration firstPause,
      Duration longestPause,
      Duration connect,
      Duration attempt,
      Duration deadline) {

    public static final Patience DEFAULT =
        new Patience(
            10,
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30));

    public Patience {
      if (maxAttempts < 1) {
        throw new IllegalArgumentException(
            "retry_max_attempts: %d (expected: >= 1)".formatted(maxAttempts));
      }
    }
  }

  /// Reads that are asked a second time when the first answer is late; the first answer counts.
  ///
  /// @param after how late; zero is never
  /// @param upTo how many requests at most, the first included
  public record Hedging(Duration after, int upTo) {

    public static final Hedging OFF = new Hedging(Duration.ZERO, 1);

    public Hedging {
      if (upTo < 1) {
        throw new IllegalArgumentException(
            "hedge_requests_up_to: %d (expected: >= 1)".formatted(upTo));
      }
    }

    boolean isOn() {
      return after.isPositive() && upTo > 1;
    }
  }

  /// What new objects get beside their bytes.
  ///
  /// @param encryption null for the bucket's own rule
  public record ObjectSettings(
      Optional<String> storageClass,
      Map<String, String> tags,
      Map<String, String> metadata,
      @Nullable Encryption encryption) {

    public static final ObjectSettings NONE =
        new ObjectSettings(Optional.empty(), Map.of(), Map.of(), null);

    public ObjectSettings {
      tags = Map.copyOf(tags);
      metadata = Map.copyOf(metadata);
    }
  }

  /// Encryption by the store.
  ///
  /// @param kmsKeyId null for a key of the store's own (SSE-S3)
  /// @param kmsContext JSON, or null
  public record Encryption(@Nullable String kmsKeyId, @Nullable String kmsContext) {}
}
