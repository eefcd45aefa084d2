package dev.vivace.server.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.server.config.CommandLine;
import dev.vivace.server.config.ConfigLoader;
import dev.vivace.server.config.Problems;
import dev.vivace.server.config.S3StorageConfig;
import dev.vivace.storage.object.s3.S3Config;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3SettingsTest {

  @Test
  void withoutSettingsAmazonIsAskedWithTheCredentialsOfTheMachine() {
    S3Config config = settings(Map.of());
    assertThat(config.endpoint()).isNull();
    assertThat(config.credentials()).isNull();
    assertThat(config.region()).isEqualTo("us-east-1");
    assertThat(config.pathStyle()).isFalse();
    assertThat(config.tls()).isNull();
    assertThat(config.partBytes()).isEqualTo(16 << 20);
    assertThat(config.hedging().after()).isZero();
  }

  @ParameterizedTest(name = "{0} insecure {1} is {2}, region {3}, path style {4}")
  @CsvSource({
    "minio:9000, true, http://minio:9000, us-east-1, true",
    "minio:9000, false, https://minio:9000, us-east-1, true",
    "s3.eu-west-2.amazonaws.com, false, https://s3.eu-west-2.amazonaws.com, eu-west-2, false",
    "s3-ap-south-1.amazonaws.com, false, https://s3-ap-south-1.amazonaws.com, ap-south-1, false",
  })
  void theEndpointSaysWhereAndHow(
      String endpoint, boolean insecure, URI address, String region, boolean pathStyle) {
    S3Config config = settings(Map.of(), "endpoint=" + endpoint, "insecure=" + insecure);
    assertThat(config.endpoint()).isEqualTo(address);
    assertThat(config.region()).isEqualTo(region);
    assertThat(config.pathStyle()).isEqualTo(pathStyle);
  }

  @Test
  void whatIsConfiguredWins() {
    S3Config config =
        settings(
            Map.of("AWS_REGION", "eu-north-1"),
            "region=eu-central-1",
            "endpoint=minio:9000",
            "bucket_lookup_type=1",
            "prefix=/a/b/",
            "access_key=someone",
            "secret_key=canary",
            "part_size=8MiB",
            "hedge_requests_at=300ms",
            "retry_max_attempts=3",
            "storage_class=STANDARD_IA");
    assertThat(config.region()).isEqualTo("eu-central-1");
    assertThat(config.pathStyle()).isFalse();
    assertThat(config.prefix()).isEqualTo("a/b");
    assertThat(config.credentials()).isNotNull();
    assertThat(config.partBytes()).isEqualTo(8 << 20);
    assertThat(config.hedging()).isEqualTo(new S3Config.Hedging(Duration.ofMillis(300), 2));
    assertThat(config.patience().maxAttempts()).isEqualTo(3);
    assertThat(config.objects().storageClass()).contains("STANDARD_IA");
    assertThat(config.toString()).doesNotContain("canary");
  }

  @Test
  void theEnvironmentSaysTheRegionIfNothingElseDoes() {
    assertThat(settings(Map.of("AWS_REGION", "eu-north-1")).region()).isEqualTo("eu-north-1");
    assertThat(settings(Map.of("AWS_DEFAULT_REGION", "eu-south-1")).region())
        .isEqualTo("eu-south-1");
  }

  @Test
  void tlsIsTakenOverWhole() {
    S3Config config =
        settings(
            Map.of(),
            "tls_ca_path=/ca.pem",
            "tls_cert_path=/cert.pem",
            "tls_key_path=/key.pem",
            "tls_server_name=store",
            "tls_min_version=VersionTLS13",
            "tls_cipher_suites=TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384");
    assertThat(config.tls().caFile()).isEqualTo(Path.of("/ca.pem"));
    assertThat(config.tls().serverName()).isEqualTo("store");
    assertThat(config.tls().protocols()).containsExactly("TLSv1.3");
    assertThat(config.tls().ciphers())
        .containsExactly("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
  }

  private static S3Config settings(Map<String, String> environment, String... settings) {
    Problems problems = new Problems();
    List<String> flags =
        Stream.concat(Stream.of("bucket=b"), Arrays.stream(settings))
            .map(setting -> "--storage.trace.s3." + setting)
            .toList();
    S3StorageConfig s3 =
        new ConfigLoader(Map.of(), problems)
            .load(CommandLine.parse(flags, problems))
            .storage()
            .trace()
            .s3();
    assertThat(problems.errors()).isEmpty();
    return S3Settings.of(s3, environment);
  }
}
