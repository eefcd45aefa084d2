package dev.vivace.integration.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.vivace.integration.grafana.GrafanaClient.Answer;
import dev.vivace.integration.grafana.GrafanaClient.Sender;
import dev.vivace.integration.process.Servers;
import dev.vivace.model.proto.tempopb.PartialStatus;
import dev.vivace.model.proto.tempopb.TraceByIDResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The view of one trace: messages that must be on the wire even if they are empty, because the
/// data source ends in a panic without them, and what tells it that there is no such trace.
class GrafanaTraceIT {
  @RegisterExtension static final Servers SERVERS = new Servers();

  private static final String NOBODY = "0123456789abcdef0123456789abcdef";

  // Field numbers of OTLP, and of TraceByIDResponse.
  private static final int TRACE = 1;
  private static final int RESOURCE_SPANS = 1;
  private static final int RESOURCE = 1;
  private static final int SCOPE_SPANS = 2;
  private static final int SCOPE = 1;
  private static final int SPANS = 2;
  private static final int SPAN_STATUS = 15;

  private static GrafanaFixture grafana;

  @BeforeAll
  static void startGrafana() {
    grafana = new GrafanaFixture(SERVERS);
  }

  @AfterAll
  static void closeGrafana() {
    grafana.close();
  }

  @ParameterizedTest(name = "of trace {0}")
  @ValueSource(strings = {ShopTraces.CHECKOUT, ShopTraces.BARE, ShopTraces.ORPHAN})
  void noMessageIsMissingOnTheWire(String traceId) {
    UnknownFieldSet trace = only(TRACE, wire(trace("/api/v2/traces/", traceId).body()));

    List<UnknownFieldSet> envelopes = parts(RESOURCE_SPANS, trace);
    assertThat(envelopes).isNotEmpty();
    for (UnknownFieldSet envelope : envelopes) {
      only(RESOURCE, envelope);
      assertThat(parts(SCOPE_SPANS, envelope)).isNotEmpty();
      for (UnknownFieldSet scope : parts(SCOPE_SPANS, envelope)) {
        only(SCOPE, scope);
        assertThat(parts(SPANS, scope)).isNotEmpty().allSatisfy(span -> only(SPAN_STATUS, span));
      }
    }
  }

  @Test
  void anUnknownTraceIsPresentAndEmptyInVersion2() {
    Answer answer = trace("/api/v2/traces/", NOBODY);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(only(TRACE, wire(answer.body())).asMap()).isEmpty();
  }

  @Test
  void anUnknownTraceIsNotFoundAndWithoutBodyInVersion1() {
    Answer answer = trace("/api/traces/", NOBODY);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"c0ffee", "0c0ffee", "00000c0ffee", "C0FFEE", ShopTraces.BARE})
  void anyWritingOfAnIdWillDo(String traceId) {
    TraceByIDResponse answer = read(trace("/api/v2/traces/", traceId));

    assertThat(answer.getTrace().getResourceSpansCount()).isEqualTo(1);
    assertThat(answer.getStatus()).isEqualTo(PartialStatus.COMPLETE);
  }

  @Test
  void whatIsNoIdIsRefusedInPlainText() {
    Answer answer = trace("/api/v2/traces/", "xyz");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.contentType()).startsWith("text/plain");
  }

  @Test
  void aShiftedRangeFindsTheTraceAsWell() {
    long start = grafana.traces().start().getEpochSecond();
    Map<String, String> shifted =
        Map.of("start", Long.toString(start - 1800), "end", Long.toString(start + 1800));

    Answer answer =
        grafana
            .client()
            .get(
                Sender.BACKEND,
                "/api/v2/traces/" + ShopTraces.CHECKOUT,
                shifted,
                GrafanaClient.PROTOBUF);
    assertThat(read(answer).getTrace().getResourceSpansCount()).isEqualTo(2);
  }

  private static Answer trace(String path, String traceId) {
    return grafana.client().get(Sender.BACKEND, path + traceId, Map.of(), GrafanaClient.PROTOBUF);
  }

  private static TraceByIDResponse read(Answer answer) {
    try {
      return TraceByIDResponse.parseFrom(answer.body());
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("no answer for a trace", e);
    }
  }

  private static UnknownFieldSet only(int field, UnknownFieldSet message) {
    List<UnknownFieldSet> parts = parts(field, message);
    assertThat(parts).as("field %d of %s", field, message).hasSize(1);
    return parts.getFirst();
  }

  private static List<UnknownFieldSet> parts(int field, UnknownFieldSet message) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(part -> wire(part.toByteArray()))
        .toList();
  }

  private static UnknownFieldSet wire(byte[] bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not protobuf", e);
    }
  }
}
