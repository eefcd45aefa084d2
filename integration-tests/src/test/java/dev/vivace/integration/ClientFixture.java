package dev.vivace.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivace.integration.compare.Comparison;
import dev.vivace.integration.compare.JsonContent;
import dev.vivace.integration.compare.SentSpan;
import dev.vivace.integration.process.VivaceProcess;
import dev.vivace.integration.wire.RecordingProxy;
import dev.vivace.integration.wire.TraceClient;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/// A server behind a recording proxy, and what a test wants to know of a client's spans.
final class ClientFixture implements AutoCloseable {
  private static final Duration ARRIVAL_DEADLINE = Duration.ofSeconds(60);

  private final RecordingProxy proxy;
  private final TraceClient traces;

  ClientFixture(VivaceProcess server) {
    this.proxy = new RecordingProxy(server.otlpGrpc(), server.otlpHttp());
    this.traces = new TraceClient(server.http());
  }

  RecordingProxy proxy() {
    return proxy;
  }

  /// Every span that the client sent so far.
  List<Span> sentSpans() {
    return proxy.decoded().stream()
        .flatMap(r -> SentSpan.of(r).stream())
        .map(SentSpan::span)
        .toList();
  }

  void awaitSent(String what, Predicate<List<Span>> arrived) {
    await(what)
        .atMost(ARRIVAL_DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(this::sentSpans, arrived);
  }

  /// Compares each trace with what the client put on the wire, in protobuf and in JSON.
  void assertComesBackAsSent() {
    assertThat(proxy.refused()).as("requests that the server did not take").isEmpty();
    assertThat(proxy.accepted()).as("requests that the server took").isNotEmpty();
    Comparison sent = Comparison.with(proxy.decoded());
    sent.check(traces::byId).assertAsSent("version 2 protobuf");
    sent.map(JsonContent::inAnswers).check(traces::byIdAsJson).assertAsSent("version 2 JSON");
  }

  @Override
  public void close() {
    traces.close();
    proxy.close();
  }
}
