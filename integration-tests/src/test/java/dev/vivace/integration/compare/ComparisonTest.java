package dev.vivace.integration.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.vivace.integration.compare.Comparison.Findings;
import dev.vivace.integration.data.RandomRequests;
import dev.vivace.integration.data.WireOrder;
import dev.vivace.integration.wire.OtlpJson;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The tests' own eyes: what must not be overlooked.
class ComparisonTest {
  private static final ByteString TRACE_ID = ByteString.fromHex("0af7651916cd43dd8448eb211c80319c");
  private static final ExportTraceServiceRequest SENT = request();

  @Test
  void theSameSpansAreAsSentHoweverTheyAreGrouped() {
    TracesData.Builder apart = TracesData.newBuilder();
    for (SentSpan span : SentSpan.of(SENT).reversed()) {
      apart.addResourceSpans(envelope(span, span.span()));
    }

    assertThatCode(() -> compare(apart.build()).assertAsSent("here")).doesNotThrowAnyException();
  }

  @Test
  void anAbsentStatusEqualsAnEmptyOne() {
    TracesData received =
        changed(
            span ->
                span.hasStatus()
                    ? span
                    : span.toBuilder().setStatus(Status.getDefaultInstance()).build());

    assertThatCode(() -> compare(received).assertAsSent("here")).doesNotThrowAnyException();
  }

  @Test
  void aMissingSpanIsFound() {
    TracesData received = answer();
    TracesData.Builder fewer = received.toBuilder();
    fewer.getResourceSpansBuilder(0).getScopeSpansBuilder(0).removeSpans(0);

    assertFault(compare(fewer.build()), "missing");
  }

  @Test
  void aDoubledSpanIsFound() {
    TracesData.Builder more = answer().toBuilder();
    ScopeSpans.Builder spans = more.getResourceSpansBuilder(0).getScopeSpansBuilder(0);
    spans.addSpans(spans.getSpans(0));

    assertFault(compare(more.build()), "doubled");
  }

  @Test
  void aSpanThatNobodySentIsFound() {
    TracesData.Builder more = answer().toBuilder();
    ScopeSpans.Builder spans = more.getResourceSpansBuilder(0).getScopeSpansBuilder(0);
    spans.addSpans(spans.getSpans(0).toBuilder().setStartTimeUnixNano(5));

    assertFault(compare(more.build()), "never sent");
  }

  @Test
  void aLostUnknownFieldIsFound() {
    assertFault(compare(changed(JsonContent::of)), "90");
  }

  @Test
  void theOrderOfAttributesMatters() {
    TracesData received =
        changed(
            span ->
                span.toBuilder()
                    .clearAttributes()
                    .addAllAttributes(span.getAttributesList().reversed())
                    .build());

    assertFault(compare(received), "span.attributes");
  }

  @Test
  void anotherSchemaUrlIsFound() {
    TracesData.Builder other = answer().toBuilder();
    other.getResourceSpansBuilder(0).setSchemaUrl("another");

    assertFault(compare(other.build()), "resource schema URL");
  }

  @Test
  void writingFieldsBackToFrontChangesTheBytesAlone() throws Exception {
    byte[] reversed = WireOrder.reversed(SENT.toByteArray());

    assertThat(reversed).isNotEqualTo(SENT.toByteArray());
    assertThat(ExportTraceServiceRequest.parseFrom(reversed).toByteString())
        .isEqualTo(SENT.toByteString());
  }

  @Test
  void jsonCarriesEverythingButUnknownFields() {
    ExportTraceServiceRequest known = JsonContent.of(SENT);

    assertThat(OtlpJson.read(OtlpJson.write(known)).toByteString()).isEqualTo(known.toByteString());
  }

  private static void assertFault(Findings findings, String what) {
    assertThatThrownBy(() -> findings.assertAsSent("here")).hasMessageContaining(what);
  }

  private static Findings compare(TracesData received) {
    return Comparison.with(List.of(SENT)).check(_ -> received);
  }

  private static TracesData answer() {
    return changed(UnaryOperator.identity());
  }

  private static TracesData changed(UnaryOperator<Span> change) {
    TracesData.Builder trace = TracesData.newBuilder();
    for (SentSpan span : SentSpan.of(SENT)) {
      trace.addResourceSpans(envelope(span, change.apply(span.span())));
    }
    return trace.build();
  }

  private static ResourceSpans envelope(SentSpan context, Span span) {
    return ResourceSpans.newBuilder()
        .setResource(context.resource())
        .setSchemaUrl(context.resourceSchemaUrl())
        .addScopeSpans(
            ScopeSpans.newBuilder()
                .setScope(context.scope())
                .setSchemaUrl(context.scopeSchemaUrl())
                .addSpans(span))
        .build();
  }

  /// A request of one trace in which random spans have all that can be overlooked.
  private static ExportTraceServiceRequest request() {
    RandomRequests random = new RandomRequests(7, 1_767_225_600_000_000_000L);
    ExportTraceServiceRequest.Builder merged = ExportTraceServiceRequest.newBuilder();
    for (int i = 0; i < 12; i++) {
      for (SentSpan span : SentSpan.of(random.next())) {
        merged.addResourceSpans(
            envelope(span, span.span().toBuilder().setTraceId(TRACE_ID).build()));
      }
    }
    return merged.build();
  }
}
