package dev.vivace.traceql.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivace.traceql.span.NestedSet;
import dev.vivace.traceql.span.SpanView;
import dev.vivace.traceql.value.Kind;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlainTreeTest {

  @Test
  void leftsAndRightsNestAndRootsAreSiblings() {
    Map<String, SpanView> spans =
        place(span("1", ""), span("2", "1"), span("3", "1"), span("4", "2"), span("5", ""));

    assertThat(spans.get("1").nestedSet()).isEqualTo(new NestedSet(1, 8, -1));
    assertThat(spans.get("2").nestedSet()).isEqualTo(new NestedSet(2, 5, 1));
    assertThat(spans.get("4").nestedSet()).isEqualTo(new NestedSet(3, 4, 2));
    assertThat(spans.get("5").nestedSet()).isEqualTo(new NestedSet(9, 10, -1));
    assertThat(spans.get("1").childCount()).isEqualTo(2);
    assertThat(spans.get("1").nestedSet().isSiblingOf(spans.get("5").nestedSet())).isTrue();
    assertThat(spans.get("4").nestedSet().isDescendantOf(spans.get("1").nestedSet())).isTrue();
    assertThat(spans.get("3").nestedSet().isDescendantOf(spans.get("2").nestedSet())).isFalse();
  }

  @Test
  void whatDoesNotHangBelowARootIsNotConnected() {
    Map<String, SpanView> spans =
        place(
            span("1", ""),
            span("2", "9"),
            span("3", "2"),
            span("4", "4"),
            span("5", "6"),
            span("6", "5"));

    for (String id : List.of("2", "3", "4", "5", "6")) {
      assertThat(spans.get(id).nestedSet()).as(id).isEqualTo(NestedSet.NOT_CONNECTED);
    }
    assertThat(spans.get("2").nestedSet().isSiblingOf(spans.get("3").nestedSet())).isFalse();
  }

  @Test
  void ofTwoSpansWithOneIdTheKindDecides() {
    PlainTrace trace =
        PlainTrace.of(
            "01",
            List.of(
                span("1", ""),
                span("2", "1", Kind.CLIENT, "client"),
                span("2", "2", Kind.SERVER, "server"),
                span("3", "2", Kind.INTERNAL, "inner"),
                span("4", "2", Kind.SERVER, "other")));
    Map<String, SpanView> byName = byName(trace);
    NestedSet client = byName.get("client").nestedSet();
    NestedSet server = byName.get("server").nestedSet();

    assertThat(server.isChildOf(client)).isTrue();
    assertThat(byName.get("inner").nestedSet().isChildOf(server)).isTrue();
    assertThat(byName.get("other").nestedSet().isChildOf(client)).isTrue();
  }

  @Test
  void threeSpansWithOneIdDisconnectTheTrace() {
    Map<String, SpanView> spans =
        place(span("1", ""), span("2", "1"), span("2", "1"), span("2", "1"));

    assertThat(spans.values()).noneMatch(span -> span.nestedSet().isConnected());
  }

  @Test
  void aDeepTraceNeedsNoDeepStack() {
    List<PlainSpan> spans =
        IntStream.range(0, 300_000)
            .mapToObj(i -> span(String.valueOf(i), i == 0 ? "" : String.valueOf(i - 1)))
            .toList();

    assertThat(PlainTrace.of("01", spans).spans()).allMatch(span -> span.nestedSet().isConnected());
  }

  private static Map<String, SpanView> place(PlainSpan... spans) {
    return byName(PlainTrace.of("01", List.of(spans)));
  }

  private static Map<String, SpanView> byName(PlainTrace trace) {
    return trace.spans().stream()
        .collect(Collectors.toMap(SpanView::name, span -> span, (first, _) -> first));
  }

  private static PlainSpan span(String id, String parent) {
    return span(id, parent, Kind.INTERNAL, id);
  }

  private static PlainSpan span(String id, String parent, Kind kind, String name) {
    return Spans.of(id, parent, kind, name, Map.of());
  }
}
