package dev.vivace.integration.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivace.integration.process.TestRun;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.CreateProbe;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.object.ObjectStoreContract;
import dev.vivace.storage.object.s3.S3Config;
import dev.vivace.storage.object.s3.S3ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every object store promises, and what a bucket promises beside it.
abstract class S3StoreContract extends ObjectStoreContract {

  private static final int DEFAULT_RACED_KEYS = 30;

  private final Buckets buckets;
  private S3ObjectStore store;

  S3StoreContract(Buckets buckets) {
    this.buckets = buckets;
  }

  @BeforeEach
  void open() {
    S3Config config = buckets.config(buckets.address()).withPartBytes(S3Config.MIN_PART_BYTES);
    store = new S3ObjectStore(config, new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Override
  protected int racedKeys() {
    return TestRun.count("vivace.s3.raced.keys", DEFAULT_RACED_KEYS);
  }

  /// Three parts.
  @Override
  protected int largeBytes() {
    return (12 << 20) + 5;
  }

  @Test
  void theProbeFindsOneWinnerAndLeavesNothing() throws InterruptedException {
    store.checkAccess();
    assertThat(new CreateProbe(store).run()).isEqualTo(CreateProbe.Outcome.ONE_WINNER);
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void aPrefixKeepsObjectsApart() {
    create("a/b", "here");
    S3Config config = buckets.config(buckets.address());
    try (S3ObjectStore other = new S3ObjectStore(config, new SimpleMeterRegistry())) {
      assertThat(other.size("a/b")).isEmpty();
      assertThat(other.list("")).isEmpty();
    }
  }

  @Test
  void aBucketThatIsNotThereIsSaidToBeSo() {
    S3Config wrong =
        S3Config.of(
            "no-such-bucket",
            buckets.address(),
            new S3Config.Credentials(S3Server.ACCESS_KEY, S3Server.SECRET_KEY, ""));
    try (S3ObjectStore other = new S3ObjectStore(wrong, new SimpleMeterRegistry())) {
      assertThatThrownBy(other::checkAccess)
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("no-such-bucket")
          .hasMessageContaining("NoSuchBucket");
      assertThatThrownBy(() -> other.readWhole("a", 10))
          .isInstanceOf(StoreUnavailableException.class);
    }
  }
}
