package dev.vivace.integration.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.process.FreePorts;
import dev.vivace.integration.s3.FaultProxy.Fault;
import dev.vivace.model.error.StoreUnavailableException;
import dev.vivace.storage.object.ObjectStore;
import dev.vivace.storage.object.s3.S3Config;
import dev.vivace.storage.object.s3.S3ObjectStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What single requests that go wrong mean for the caller of the object store.
@Tag("client")
class S3RequestFaultsIT {

  @RegisterExtension static final Buckets BUCKETS = new Buckets(S3Server.Kind.MOTO);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Queue<Fault> next = new ConcurrentLinkedQueue<>();
  private FaultProxy proxy;
  private S3ObjectStore store;

  @BeforeEach
  void open() {
    proxy = new FaultProxy(BUCKETS.address(), FreePorts.next());
    proxy.use(
        (_, _) -> {
          Fault fault = next.poll();
          return fault == null ? Fault.NONE : fault;
        });
    store = new S3ObjectStore(config(), registry);
  }

  private S3Config config() {
    return BUCKETS
        .config(proxy.address())
        .withPatience(
            new S3Config.Patience(
                6,
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(20)));
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "ERROR",
        "SLOW_DOWN",
        "SKEWED",
        "LOST_REQUEST",
        "LOST_ANSWER",
        "CUT_ANSWER",
        "SHORT_ANSWER"
      })
  void aReadIsRepeatedUntilItIsWhole(Fault fault) {
    byte[] content = new byte[5000];
    content[4321] = 7;
    store.createIfAbsent("a", new Content(content));
    next.add(fault);
    next.add(fault);
    assertThat(store.read("a", 1000, 4000)).isEqualTo(ByteBuffer.wrap(content, 1000, 4000));
    assertThat(registry.counter("vivace_backend_retries").count()).isGreaterThanOrEqualTo(2);
  }

  /// A shorter answer that lies about its length shows by the digest in what is read whole.
  @ParameterizedTest
  @EnumSource(names = {"ERROR", "SLOW_DOWN", "SKEWED", "LOST_REQUEST", "LOST_ANSWER", "CUT_ANSWER"})
  void anObjectIsReadWholeAtTheNextAttempt(Fault fault) {
    byte[] content = {1, 2, 3, 4};
    store.createIfAbsent("a", new Content(content));
    next.add(fault);
    assertThat(store.readWhole("a", 10)).hasValue(content);
  }

  @ParameterizedTest
  @EnumSource(names = {"CONFLICT", "ERROR", "SLOW_DOWN", "SKEWED", "LOST_REQUEST"})
  void aCreateThatDidNotHappenIsRepeated(Fault fault) {
    next.add(fault);
    assertThat(store.createIfAbsent("a", new Content(new byte[10]))).isTrue();
    assertThat(store.size("a")).contains(10L);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST_ANSWER", "WRONG_ANSWER"})
  void aCreateWithoutAnAnswerIsUnknownAndNeverSomebodyElses(Fault fault) {
    next.add(fault);
    assertThatThrownBy(() -> store.createIfAbsent("a", new Content(new byte[] {1, 2})))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("object a")
        .hasMessageContaining("it may have happened all the same");
    assertThat(store.readWhole("a", 10)).hasValue(new byte[] {1, 2});
    assertThat(store.createIfAbsent("a", new Content(new byte[] {3}))).isFalse();
  }

  @Test
  void clocksThatDifferAreSaidToDiffer() {
    for (int i = 0; i < 10; i++) {
      next.add(Fault.SKEWED);
    }
    assertThatThrownBy(() -> store.readWhole("a", 10))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("RequestTimeTooSkewed")
        .hasMessageContaining("set the clock")
        .hasMessageContaining("22 Nov 2026");
  }

  @Test
  void aLateAnswerIsOvertaken() {
    S3Config hedged = config().withHedging(new S3Config.Hedging(Duration.ofMillis(300), 2));
    proxy.setLateness(Duration.ofSeconds(8));
    try (S3ObjectStore hedging = new S3ObjectStore(hedged, registry)) {
      hedging.createIfAbsent("a", new Content(new byte[] {9}));
      next.add(Fault.LATE);
      long began = System.nanoTime();
      assertThat(hedging.readWhole("a", 10)).hasValue(new byte[] {9});
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(7));
      assertThat(registry.counter("tempodb_backend_hedged_roundtrips").count()).isEqualTo(1);
    }
  }

  @Test
  void aBucketThatIsAwayIsNotAskedAgainAndAgainAndIsFoundWhenItIsBack() {
    store.createIfAbsent("a", new Content(new byte[] {9}));
    proxy.goAway();
    await("an open circuit")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              assertThatThrownBy(() -> store.size("a"))
                  .isInstanceOf(StoreUnavailableException.class);
              return registry.get("vivace_backend_circuit_open").gauge().value() == 1;
            });
    assertThatThrownBy(() -> store.readWhole("a", 10)).hasMessageContaining("is not asked now");
    proxy.comeBack();
    await("the bucket found again")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> store.size("a").isPresent());
  }

  private record Content(byte[] bytes) implements ObjectStore.ObjectContent {

    @Override
    public long length() {
      return bytes.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes);
    }
  }
}
