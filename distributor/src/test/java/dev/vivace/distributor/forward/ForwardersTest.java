package dev.vivace.distributor.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.vivace.model.id.TenantId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForwardersTest {

  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");
  private static final Forwarding ONE_AT_A_TIME = new Forwarding(List.of("far"), 2, 1);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private Backend backend;
  private Forwarders forwarders = Forwarders.none();

  @AfterEach
  void close() {
    forwarders.stop(Duration.ZERO);
    if (backend != null) {
      backend.close();
    }
  }

  private void start(Backend.Behaviour behaviour, boolean namesTenant, Duration timeout)
      throws IOException {
    backend = new Backend(behaviour);
    start(backend.endpoint(), namesTenant, timeout);
  }

  private void start(ForwarderConfig.Endpoint endpoint, boolean namesTenant, Duration timeout) {
    ForwarderConfig config = new ForwarderConfig("far", List.of(endpoint), true, null);
    forwarders = Forwarders.start(List.of(config), namesTenant, timeout, 1000, registry);
  }

  private static ExportTraceServiceRequest request(String... names) {
    ScopeSpans.Builder spans = ScopeSpans.newBuilder().setSchemaUrl("s");
    for (String name : names) {
      spans.addSpans(Span.newBuilder().setName(name));
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(spans))
        .build();
  }

  private void forward(TenantId tenant, Forwarding forwarding, String... names) {
    forwarders.forward(
        tenant,
        forwarding,
        new StoredRequest(request(names).toByteArray(), new int[0], names.length));
  }

  private double forwarded() {
    return registry.get("vivace_forwarder_forwarded_spans").counter().count();
  }

  private double dropped(String reason) {
    return registry.get("vivace_forwarder_dropped_spans").tag("reason", reason).counter().count();
  }

  private double queuedBytes() {
    return registry.get("vivace_forwarder_queued_bytes").gauge().value();
  }

  @Test
  void aCopyArrivesWithItsTenantsName() throws Exception {
    start(Backend.Behaviour.TAKES, true, Duration.ofSeconds(10));
    forward(ACME, ONE_AT_A_TIME, "a", "b");

    await().until(() -> forwarded() == 2);
    assertThat(backend.received).containsExactly(request("a", "b"));
    assertThat(backend.tenants).containsExactly("acme");
    await().until(() -> queuedBytes() == 0);
  }

  @Test
  void whereThereIsOneTenantItIsNotNamed() throws Exception {
    start(Backend.Behaviour.TAKES, false, Duration.ofSeconds(10));
    forward(TenantId.SINGLE, ONE_AT_A_TIME, "a");

    await().until(() -> forwarded() == 1);
    assertThat(backend.tenants).containsExactly("null");
  }

  @Test
  void everyEndpointGetsACopyAndEveryForwarderOnce() throws Exception {
    try (Backend second = new Backend(Backend.Behaviour.TAKES)) {
      backend = new Backend(Backend.Behaviour.TAKES);
      ForwarderConfig config =
          new ForwarderConfig("far", List.of(backend.endpoint(), second.endpoint()), true, null);
      forwarders = Forwarders.start(List.of(config), false, Duration.ofSeconds(10), 1000, registry);
      forward(ACME, new Forwarding(List.of("far", "unknown", "far"), 1, 1), "a");

      await().until(() -> forwarded() == 2);
      assertThat(backend.received).hasSize(1);
      assertThat(second.received).hasSize(1);
    }
  }

  @Test
  void whatABackendRefusesIsDroppedAndCounted() throws Exception {
    start(Backend.Behaviour.REFUSES, false, Duration.ofSeconds(10));
    forward(ACME, ONE_AT_A_TIME, "a", "b", "c");

    await().until(() -> dropped("failed") == 3);
    assertThat(backend.received).as("sent once").hasSize(1);
    assertThat(forwarded()).isZero();
  }

  @Test
  void whereNobodyListensCopiesAreDroppedAndCounted() throws Exception {
    ForwarderConfig.Endpoint nobody;
    try (Backend gone = new Backend(Backend.Behaviour.TAKES)) {
      nobody = gone.endpoint();
    }
    start(nobody, false, Duration.ofSeconds(10));
    forward(ACME, ONE_AT_A_TIME, "a");

    await().until(() -> dropped("failed") == 1);
    await().until(() -> queuedBytes() == 0);
  }

  @Test
  void aBackendThatHangsFillsItsTenantsQueueAndNoOther() throws Exception {
    start(Backend.Behaviour.HANGS, false, Duration.ofMinutes(1));
    forward(ACME, ONE_AT_A_TIME, "a"); // On its way: it does not wait.
    for (int i = 0; i < 5; i++) {
      forward(ACME, ONE_AT_A_TIME, "b");
    }
    forward(OTHER, ONE_AT_A_TIME, "c");

    assertThat(dropped("queue_full")).isEqualTo(3);
    await().until(() -> backend.received.size() == 2);
    assertThat(backend.received).containsExactlyInAnyOrder(request("a"), request("c"));
  }

  @Test
  void whatABackendDoesNotAnswerInTimeIsDroppedAndCounted() throws Exception {
    start(Backend.Behaviour.HANGS, false, Duration.ofMillis(100));
    forward(ACME, ONE_AT_A_TIME, "a");
    forward(ACME, ONE_AT_A_TIME, "b");

    await().until(() -> dropped("timed_out") == 2);
    assertThat(forwarded()).isZero();
    await().until(() -> queuedBytes() == 0);
  }

  @Test
  void allThatWaitsIsBoundedInBytes() throws Exception {
    start(Backend.Behaviour.HANGS, false, Duration.ofSeconds(10));
    forward(ACME, new Forwarding(List.of("far"), 100, 1), "x".repeat(600));
    forward(OTHER, new Forwarding(List.of("far"), 100, 1), "x".repeat(600));
    forward(OTHER, new Forwarding(List.of("far"), 100, 1), "small");

    assertThat(dropped("memory")).isEqualTo(1);
    await().until(() -> backend.received.size() == 2);
  }

  @Test
  void stoppingEndsInTimeAndCountsWhatIsLeft() throws Exception {
    start(Backend.Behaviour.HANGS, false, Duration.ofSeconds(60));
    forward(ACME, ONE_AT_A_TIME, "a");
    forward(ACME, ONE_AT_A_TIME, "b");
    await().until(() -> backend.received.size() == 1);

    long startNanos = System.nanoTime();
    forwarders.stop(Duration.ofMillis(100));
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos))
        .isBetween(Duration.ofMillis(100), Duration.ofSeconds(10));
    forward(ACME, ONE_AT_A_TIME, "c");

    await().until(() -> dropped("stopped") == 3);
    await().until(() -> queuedBytes() == 0);
  }

  @Test
  void stoppingWaitsForWhatIsOnItsWay() throws Exception {
    start(Backend.Behaviour.TAKES, false, Duration.ofSeconds(10));
    for (int i = 0; i < 3; i++) {
      forward(ACME, ONE_AT_A_TIME, "a");
    }
    forwarders.stop(Duration.ofSeconds(10));

    assertThat(forwarded()).isEqualTo(3);
  }

  @Test
  void refusedSpansAreNotForwarded() throws Exception {
    ExportTraceServiceRequest two =
        ExportTraceServiceRequest.newBuilder()
            .addAllResourceSpans(request("a", "b").getResourceSpansList())
            .addAllResourceSpans(request("c", "d").getResourceSpansList())
            .build();
    byte[] left = new StoredRequest(two.toByteArray(), new int[] {3, 0}, 2).message();

    ExportTraceServiceRequest message = ExportTraceServiceRequest.parseFrom(left);
    assertThat(message.getResourceSpans(0)).isEqualTo(request("b").getResourceSpans(0));
    assertThat(message.getResourceSpans(1)).isEqualTo(request("c").getResourceSpans(0));
  }

  @Test
  void refusedSpansUnderTheirOldNameAreNotForwarded() throws Exception {
    ByteString old = request("a", "b").getResourceSpans(0).getScopeSpans(0).toByteString();
    ResourceSpans spans =
        ResourceSpans.newBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        1000, UnknownFieldSet.Field.newBuilder().addLengthDelimited(old).build())
                    .build())
            .build();
    byte[] request =
        ExportTraceServiceRequest.newBuilder().addResourceSpans(spans).build().toByteArray();
    byte[] left = new StoredRequest(request, new int[] {0}, 1).message();

    ByteString kept =
        ExportTraceServiceRequest.parseFrom(left)
            .getResourceSpans(0)
            .getUnknownFields()
            .getField(1000)
            .getLengthDelimitedList()
            .getFirst();
    assertThat(ScopeSpans.parseFrom(kept))
        .isEqualTo(request("b").getResourceSpans(0).getScopeSpans(0));
  }

  @Test
  void overTlsOnlyWhoIsTrustedGetsCopies(@TempDir Path folder) throws Exception {
    TestCertificate certificate = TestCertificate.make(folder);
    try (Backend safe = new Backend(certificate)) {
      List<ForwarderConfig.Endpoint> endpoints = List.of(safe.endpoint());
      forwarders =
          Forwarders.start(
              List.of(
                  new ForwarderConfig("trusting", endpoints, false, certificate.certificate()),
                  new ForwarderConfig("not", endpoints, false, null)),
              false,
              Duration.ofSeconds(10),
              1000,
              registry);
      forward(ACME, new Forwarding(List.of("trusting", "not"), 1, 1), "a");

      await().until(() -> count("vivace_forwarder_forwarded_spans", "trusting") == 1);
      await().until(() -> count("vivace_forwarder_dropped_spans", "not") == 1);
      assertThat(safe.received).hasSize(1);
    }
  }

  private double count(String metric, String forwarder) {
    return registry.get(metric).tag("forwarder", forwarder).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Test
  void certificatesThatCannotBeUsedAreNamed(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("ca.pem"), "no certificate");
    ForwarderConfig config =
        new ForwarderConfig(
            "far", List.of(new ForwarderConfig.Endpoint("127.0.0.1", 1)), false, file);
    assertThatThrownBy(() -> Forwarders.start(List.of(config), false, registry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("forwarder 'far': tls.cert_file '" + file);
  }
}
