package dev.vivace.server.roles;

import dev.vivace.server.config.S3StorageConfig;
import dev.vivace.storage.object.s3.S3Config;
import dev.vivace.storage.object.s3.S3Tls;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The settings of a bucket as the store wants them.
final class S3Settings {

  private static final Pattern AMAZON = Pattern.compile("s3[.-]([a-z0-9-]+)\\.amazonaws\\.com.*");
  private static final String AMAZON_HOSTS = "amazonaws.com";
  private static final String DEFAULT_REGION = "us-east-1";
  private static final int LOOKUP_BY_HOST = 1;
  private static final int LOOKUP_BY_PATH = 2;

  private S3Settings() {}

  /// @param environment where the region is looked for if nothing else says it
  static S3Config of(S3StorageConfig s3, Map<String, String> environment) {
    return new S3Config(
        s3.bucket(),
        trimSlashes(s3.prefix()),
        endpoint(s3),
        region(s3, environment),
        credentials(s3),
        isPathStyle(s3),
        s3.enableDualStack(),
        s3.partSize().bytes() == 0 ? S3Config.DEFAULT_PART_BYTES : s3.partSize().bytes(),
        patience(s3),
        new S3Config.Hedging(s3.hedgeRequestsAt(), s3.hedgeRequestsUpTo()),
        objects(s3),
        tls(s3));
  }

  private static String trimSlashes(String prefix) {
    return prefix.replaceAll("^/+|/+$", "");
  }

  private static @Nullable URI endpoint(S3StorageConfig s3) {
    return s3.endpoint().isEmpty()
        ? null
        : URI.create((s3.insecure() ? "http://" : "https://") + s3.endpoint());
  }

  private static String region(S3StorageConfig s3, Map<String, String> environment) {
    if (!s3.region().isEmpty()) {
      return s3.region();
    }
    Matcher amazon = AMAZON.matcher(s3.endpoint());
    return amazon.matches()
        ? amazon.group(1)
        : environment.getOrDefault(
            "AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", DEFAULT_REGION));
  }

  private static S3Config.@Nullable Credentials credentials(S3StorageConfig s3) {
    return s3.accessKey().value().isEmpty()
        ? null
        : new S3Config.Credentials(
            s3.accessKey().value(), s3.secretKey().value(), s3.sessionToken().value());
  }

  /// Servers that are not Amazon's are rarely reachable under a host name for each bucket.
  private static boolean isPathStyle(S3StorageConfig s3) {
    return switch (s3.bucketLookupType()) {
      case LOOKUP_BY_HOST -> s3.forcepathstyle();
      case LOOKUP_BY_PATH -> true;
      default ->
          s3.forcepathstyle() || !(s3.endpoint().isEmpty() || s3.endpoint().contains(AMAZON_HOSTS));
    };
  }

  private static S3Config.Patience patience(S3StorageConfig s3) {
    S3Config.Patience standard = S3Config.Patience.DEFAULT;
    return new S3Config.Patience(
        s3.retryMaxAttempts(),
        s3.retryBackoffInitial(),
        s3.retryBackoffMax(),
        standard.connect(),
        standard.attempt(),
        standard.deadline());
  }

  private static S3Config.ObjectSettings objects(S3StorageConfig s3) {
    S3StorageConfig.S3EncryptionConfig sse = s3.sse();
    return new S3Config.ObjectSettings(
        Optional.of(s3.storageClass()).filter(name -> !name.isEmpty()),
        s3.tags(),
        s3.metadata(),
        sse.type().isEmpty()
            ? null
            : new S3Config.Encryption(orNull(sse.kmsKeyId()), orNull(sse.kmsEncryptionContext())));
  }

  private static @Nullable S3Tls tls(S3StorageConfig s3) {
    boolean isDefault =
        s3.tlsCaPath().isEmpty()
            && s3.tlsCertPath().isEmpty()
            && s3.tlsServerName().isEmpty()
            && s3.tlsCipherSuites().isEmpty()
            && s3.tlsMinVersion().isEmpty()
            && !s3.tlsInsecureSkipVerify();
    if (isDefault) {
      return null;
    }
    return new S3Tls(
        path(s3.tlsCaPath()),
        path(s3.tlsCertPath()),
        path(s3.tlsKeyPath()),
        orNull(s3.tlsServerName()),
        s3.tlsInsecureSkipVerify(),
        s3.tlsCipherSuites().isEmpty()
            ? List.of()
            : List.of(s3.tlsCipherSuites().strip().split("\\s*,\\s*")),
        s3.tlsMinVersion().equals("VersionTLS13")
            ? List.of("TLSv1.3")
            : List.of("TLSv1.3", "TLSv1.2"));
  }

  private static @Nullable Path path(String text) {
    return text.isEmpty() ? null : Path.of(text);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
