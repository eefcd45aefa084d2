package dev.vivace.cli.content;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  private static final long START = 1_767_225_600_000_000_000L;
  private static final long INTERVAL = 20_000_000;

  private static Workload workload(long seed) {
    Schedule schedule = new Schedule();
    schedule.add(new Schedule.Session(0, START, INTERVAL));
    return new Workload(seed, List.of("a", "b"), schedule);
  }

  // Journals are checked by later versions: the bytes must never change.
  @Test
  void theBytesOfASeedStayTheSame() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Workload workload = workload(42);
    for (long n = 0; n < 500; n++) {
      TraceContent trace = workload.trace(n);
      digest.update(trace.main().toByteArray());
      digest.update(trace.late().toByteArray());
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("7b154864e9dfcccb509cf42f703561c15585ae4b644ba73243f6899be8e05b58");
  }

  @Test
  void idsAreUniqueAndKeysAreOfOneTraceAlone() {
    Workload workload = workload(5);
    Set<ByteString> traceIds = new HashSet<>();
    for (long n = 0; n < 3000; n++) {
      TraceContent trace = workload.trace(n);
      assertThat(traceIds.add(trace.traceId())).isTrue();
      if (trace.plan().shape() != Plan.Shape.REFUSABLE) {
        assertThat(spans(trace)).extracting(Span::getSpanId).doesNotHaveDuplicates();
      }
    }
  }

  @Test
  void everyShapeAndPartOccurs() {
    Workload workload = workload(5);
    Set<Plan.Shape> shapes = EnumSet.noneOf(Plan.Shape.class);
    Map<Part, Integer> parts = new HashMap<>();
    for (long slot = 0; slot < 5000; slot++) {
      shapes.add(workload.plan(slot).shape());
      workload.due(slot).forEach(due -> parts.merge(due.part(), 1, Integer::sum));
    }
    assertThat(shapes).containsExactlyInAnyOrder(Plan.Shape.values());
    assertThat(parts.get(Part.MAIN)).isEqualTo(5000);
    assertThat(parts.get(Part.LATE)).isBetween(700, 1100);
    assertThat(parts.get(Part.REPEAT)).isBetween(150, 350);
  }

  @Test
  void eachPlannedPartIsDueOnceAndAfterItsMainPart() {
    Workload workload = workload(5);
    Map<Workload.Due, Long> slots = new HashMap<>();
    for (long slot = 0; slot < 4000; slot++) {
      for (Workload.Due due : workload.due(slot)) {
        assertThat(slots.put(due, slot)).as("%s", due).isNull();
      }
    }
    for (long n = 0; n < 2000; n++) {
      for (Part part : Part.values()) {
        Long slot = slots.get(new Workload.Due(n, part));
        assertThat(slot != null).isEqualTo(workload.plan(n).has(part));
        assertThat(slot == null || part == Part.MAIN || slot > n).isTrue();
      }
    }
  }

  @Test
  void noSpanIsFurtherFromItsSlotThanIsPromised() {
    Workload workload = workload(5);
    for (long n = 0; n < 3000; n++) {
      long slot = START + n * INTERVAL;
      for (Span span : spans(workload.trace(n))) {
        assertThat(Math.abs(span.getStartTimeUnixNano() - slot))
            .isLessThan(Workload.MAX_SHIFT_NANOS);
        assertThat(Math.abs(span.getEndTimeUnixNano() - slot)).isLessThan(Workload.MAX_SHIFT_NANOS);
      }
    }
  }

  @Test
  void tracesGoToTheTenantsInTurn() {
    assertThat(workload(5).trace(0).tenant()).isEqualTo("a");
    assertThat(workload(5).trace(1).tenant()).isEqualTo("b");
  }

  @Test
  void aLaterSessionGivesItsSlotsTheirTime() {
    Schedule schedule = new Schedule();
    schedule.add(new Schedule.Session(0, 1000, 10));
    schedule.add(new Schedule.Session(100, 50_000, 5));

    assertThat(schedule.nanosOf(99)).isEqualTo(1990);
    assertThat(schedule.nanosOf(101)).isEqualTo(50_005);
    assertThat(schedule.firstSlotFrom(0)).isZero();
    assertThat(schedule.firstSlotFrom(1500)).isEqualTo(50);
    assertThat(schedule.firstSlotFrom(20_000)).isEqualTo(100);
    assertThat(schedule.firstSlotFrom(50_006)).isEqualTo(102);
  }

  private static List<Span> spans(TraceContent trace) {
    List<Span> spans = new ArrayList<>();
    for (var request : List.of(trace.main(), trace.late())) {
      for (ResourceSpans envelope : request.getResourceSpansList()) {
        for (ScopeSpans scope : envelope.getScopeSpansList()) {
          spans.addAll(scope.getSpansList());
        }
      }
    }
    return spans;
  }
}
