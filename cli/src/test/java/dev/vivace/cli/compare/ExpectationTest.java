package dev.vivace.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.cli.content.Part;
import dev.vivace.cli.content.Plan;
import dev.vivace.cli.content.Schedule;
import dev.vivace.cli.content.TraceContent;
import dev.vivace.cli.content.Workload;
import dev.vivace.cli.journal.Outcome;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.opentelemetry.proto.trace.v1.TracesData;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExpectationTest {
  private static final TraceContent TRACE = traceWithTwoParts();

  private static TraceContent traceWithTwoParts() {
    Schedule schedule = new Schedule();
    schedule.add(new Schedule.Session(0, 1_767_225_600_000_000_000L, 1));
    Workload workload = new Workload(3, List.of("mine"), schedule);
    return LongStream.range(0, 1000)
        .filter(n -> workload.plan(n).has(Part.LATE))
        .mapToObj(workload::trace)
        .filter(trace -> trace.main().getResourceSpansCount() > 2)
        .findFirst()
        .orElseThrow();
  }

  private static TracesData everything() {
    return TracesData.newBuilder()
        .addAllResourceSpans(TRACE.main().getResourceSpansList())
        .addAllResourceSpans(TRACE.late().getResourceSpansList())
        .build();
  }

  private static TracesData changed(Consumer<ResourceSpans.Builder> change) {
    TracesData.Builder trace = everything().toBuilder();
    change.accept(trace.getResourceSpansBuilder(0));
    return trace.build();
  }

  private static Span.Builder firstSpan(ResourceSpans.Builder envelope) {
    return envelope.getScopeSpansBuilder(0).getSpansBuilder(0);
  }

  private static List<FaultClass> faults(
      Standing main, Standing late, Fidelity fidelity, TracesData answer) {
    return new Expectation(TRACE, main, late, fidelity)
        .faults(answer, "").stream().map(Fault::faultClass).toList();
  }

  private static List<FaultClass> faults(TracesData answer) {
    return faults(Standing.REQUIRED, Standing.REQUIRED, Fidelity.EXACT, answer);
  }

  @Test
  void whatComesBackAsSentIsRight() {
    assertThat(faults(everything())).isEmpty();
    TracesData other =
        TracesData.newBuilder()
            .addAllResourceSpans(everything().getResourceSpansList().reversed())
            .build();
    assertThat(faults(other)).isEmpty();
  }

  @Test
  void aMissingPartIsLostIfItWasAcknowledged() {
    TracesData mainOnly =
        TracesData.newBuilder().addAllResourceSpans(TRACE.main().getResourceSpansList()).build();
    assertThat(faults(mainOnly)).containsExactly(FaultClass.LOST);
    assertThat(faults(Standing.REQUIRED, Standing.ALLOWED, Fidelity.EXACT, mainOnly)).isEmpty();
    assertThat(faults(Standing.REQUIRED, Standing.FORBIDDEN, Fidelity.EXACT, mainOnly)).isEmpty();
  }

  @Test
  void aRejectedPartThatIsThereIsUnsound() {
    assertThat(faults(Standing.REQUIRED, Standing.FORBIDDEN, Fidelity.EXACT, everything()))
        .containsExactly(FaultClass.UNSOUND);
    assertThat(faults(Standing.REQUIRED, Standing.ALLOWED, Fidelity.EXACT, everything())).isEmpty();
  }

  @Test
  void aSpanThatIsThereTwiceIsDoubled() {
    assertThat(faults(changed(e -> e.getScopeSpansBuilder(0).addSpans(firstSpan(e).build()))))
        .containsExactly(FaultClass.DOUBLED);
  }

  @Test
  void anotherValueNameOrStartIsAltered() {
    assertThat(faults(changed(e -> firstSpan(e).setName("other"))))
        .containsExactly(FaultClass.ALTERED);
    assertThat(faults(changed(e -> firstSpan(e).setStartTimeUnixNano(5))))
        .containsExactly(FaultClass.ALTERED);
    assertThat(faults(changed(e -> e.getResourceBuilder().removeAttributes(0))))
        .containsExactly(FaultClass.ALTERED);
  }

  @Test
  void aSpanOfAnotherTenantIsForeign() {
    Schedule schedule = new Schedule();
    schedule.add(new Schedule.Session(0, 1_767_225_600_000_000_000L, 1));
    TraceContent foreign = new Workload(4, List.of("theirs"), schedule).trace(0);
    TracesData answer =
        everything().toBuilder().addResourceSpans(foreign.main().getResourceSpans(0)).build();
    assertThat(faults(answer)).containsExactly(FaultClass.FOREIGN);
  }

  @Test
  void whatTempoChangesIsPassedOverIfThatIsAskedFor() {
    TracesData changed =
        changed(
            envelope -> {
              envelope.setSchemaUrl("other");
              Span.Builder span = firstSpan(envelope);
              List<KeyValue> attributes = List.copyOf(span.getAttributesList());
              span.clearAttributes().addAllAttributes(attributes.reversed());
              span.setTraceState("other").setFlags(7);
            });
    assertThat(faults(changed)).containsExactly(FaultClass.ALTERED);
    assertThat(faults(Standing.REQUIRED, Standing.REQUIRED, Fidelity.LENIENT, changed)).isEmpty();
    TracesData other = changed(e -> firstSpan(e).removeAttributes(0));
    assertThat(faults(Standing.REQUIRED, Standing.REQUIRED, Fidelity.LENIENT, other))
        .containsExactly(FaultClass.ALTERED);
  }

  @Test
  void anAbsentStatusIsAnEmptyOne() {
    TracesData.Builder answer = everything().toBuilder();
    answer
        .getResourceSpansBuilderList()
        .forEach(
            e ->
                e.getScopeSpansBuilderList()
                    .forEach(
                        s ->
                            s.getSpansBuilderList().stream()
                                .filter(span -> !span.hasStatus())
                                .forEach(span -> span.setStatus(Status.getDefaultInstance()))));
    assertThat(faults(answer.build())).isEmpty();
  }

  @Test
  void aTraceStandsAsItsRequestsEnded() {
    Plan repeated = new Plan(Plan.Shape.ORDINARY, 0, 1);
    Plan single = new Plan(Plan.Shape.ORDINARY, 0, 0);
    assertThat(main(single, Outcome.ACKNOWLEDGED, null)).isEqualTo(Standing.REQUIRED);
    assertThat(main(single, Outcome.REJECTED, null)).isEqualTo(Standing.FORBIDDEN);
    assertThat(main(single, Outcome.UNKNOWN, null)).isEqualTo(Standing.ALLOWED);
    assertThat(main(single, null, null)).isEqualTo(Standing.ALLOWED);
    assertThat(main(repeated, Outcome.REJECTED, Outcome.ACKNOWLEDGED)).isEqualTo(Standing.REQUIRED);
    assertThat(main(repeated, Outcome.REJECTED, null)).isEqualTo(Standing.ALLOWED);
    assertThat(main(repeated, Outcome.REJECTED, Outcome.REJECTED)).isEqualTo(Standing.FORBIDDEN);
  }

  private static Standing main(Plan plan, Outcome main, Outcome repeat) {
    return Standing.ofMain(
        1,
        plan,
        (_, part) ->
            switch (part) {
              case MAIN -> main;
              case REPEAT -> repeat;
              case LATE -> null;
            });
  }
}
